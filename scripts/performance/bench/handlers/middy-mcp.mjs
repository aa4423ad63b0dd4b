import middy from '@middy/core';
import httpErrorHandler from '@middy/http-error-handler';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import mcpMiddleware from 'middy-mcp';
import { z } from 'zod';

// A bare server on middy's MCP middleware, as in its documentation: one tool, no token, no table, no logs.
const server = new McpServer({ name: 'hello', version: '1.0.0' });
server.tool(
  'echo',
  'Says a message several times.',
  { message: z.string().min(1).max(500), times: z.number().int().min(1).max(5).default(1) },
  async ({ message, times }) => ({ content: [{ type: 'text', text: message.repeat(times) }] }),
);

export const handler = middy().use(mcpMiddleware({ server })).use(httpErrorHandler());
