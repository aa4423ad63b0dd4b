import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { echo } from './echo.ts';
import { requestOf, resultOf } from './fetch-event.ts';

/** A bare server on SDK v1, as in its documentation: one tool, no token, no table, no logs. */
export async function handler(event: APIGatewayProxyEvent) {
  const server = new McpServer({ name: 'hello', version: '1.0.0' });
  server.registerTool('echo', echo.definition, async (args) => echo.run(args));
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport as never); // the package's types are incompatible with exactOptionalPropertyTypes
  return resultOf(await transport.handleRequest(requestOf(event)));
}
