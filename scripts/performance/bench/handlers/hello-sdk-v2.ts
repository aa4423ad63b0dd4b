import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { echo } from './echo.ts';
import { requestOf, resultOf } from './fetch-event.ts';

/** A bare server on SDK v2, as in its documentation: one tool, no token, no table, no logs. */
const mcp = createMcpHandler(() => {
  const server = new McpServer({ name: 'hello', version: '1.0.0' });
  server.registerTool('echo', echo.definition, async (args) => echo.run(args));
  return server;
});

export async function handler(event: APIGatewayProxyEvent) {
  return resultOf(await mcp.fetch(requestOf(event)));
}
