import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export const misbehaviours = ['hangs', 'dies', 'floods', 'changes its tools'] as const;
export type Misbehaviour = (typeof misbehaviours)[number];

export interface MisbehavingServer extends AsyncDisposable {
  /** Address of a server that misbehaves in this way at every call. */
  url(does: Misbehaviour): string;
  /** Cuts every call that still waits. */
  release(): void;
}

export const lookUp = {
  name: 'look_up',
  description: 'Looks something up.',
  inputSchema: { type: 'object' },
} as const;

const flood = `data: ${'x'.repeat(65_000)}\n`;

/** An MCP server of revision 2026-07-28 that misbehaves; its calls must not delay other callers. */
export async function startMisbehavingServer(): Promise<MisbehavingServer> {
  const openResponses = new Set<ServerResponse>();
  let lists = 0;

  function misbehave(does: string, response: ServerResponse): void {
    openResponses.add(response);
    response.on('close', () => openResponses.delete(response));
    if (does === 'dies') {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"jsonrpc":', () => {
        response.destroy();
      });
    }
    if (does === 'floods') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const writeUntilFull = () => {
        while (!response.destroyed && response.write(flood));
      };
      response.on('drain', writeUntilFull);
      writeUntilFull();
    }
  }

  const server = createServer(async (request, response) => {
    const { id, method } = JSON.parse((await text(request)) || '{}');
    const does = decodeURIComponent(request.url?.slice(1) ?? '');
    if (method === 'tools/call' && does !== 'changes its tools') return misbehave(does, response);
    lists += 1;
    const description = `${lookUp.description} Edition ${lists}.`;
    const results: Record<string, object> = {
      'server/discover': {
        supportedVersions: ['2026-07-28'],
        capabilities: { tools: {} },
        serverInfo: { name: 'misbehaving', version: '1' },
      },
      'tools/list': { tools: [{ ...lookUp, description }] },
      'tools/call': { content: [{ type: 'text', text: 'found' }] },
    };
    const common = { resultType: 'complete', ttlMs: 0, cacheScope: 'private' };
    const answer = { jsonrpc: '2.0', id, result: { ...common, ...results[method] } };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: (does) => `http://127.0.0.1:${port}/${encodeURIComponent(does)}`,
    release() {
      for (const response of openResponses) response.destroy();
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
