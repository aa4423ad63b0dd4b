import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createMcpHandler, type McpServer } from '@modelcontextprotocol/server';

/** Serves MCP at /mcp until the process ends, and prints the URL on its first line. */
export async function serveMcp(newServer: () => McpServer): Promise<void> {
  const { PORT = '0', HOST = '127.0.0.1' } = process.env;
  const handler = createMcpHandler(newServer, { keepAliveMs: 0 });
  const server = createServer(async (request, response) => {
    if (request.url !== '/mcp') return void response.writeHead(404).end();
    const hasBody = !['GET', 'HEAD'].includes(request.method ?? 'GET');
    const answer = await handler.fetch(
      new Request(`http://${HOST}/mcp`, {
        method: request.method ?? 'GET',
        headers: Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
        ...(hasBody && { body: await text(request) }),
      }),
    );
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
  });
  await once(server.listen(Number(PORT), HOST), 'listening');
  process.stdout.write(`http://${HOST}:${(server.address() as AddressInfo).port}/mcp\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));
}
