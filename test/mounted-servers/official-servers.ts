import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { freePort } from '../support/server.ts';

const bin = join(import.meta.dirname, '../../node_modules/.bin');

export interface OtherServer extends AsyncDisposable {
  readonly url: string;
}

/** The official everything server as it comes: revision 2025-11-25, with sessions. */
export async function startEverythingServer(): Promise<OtherServer & { readonly process: ChildProcess }> {
  const port = await freePort();
  const child = spawn(join(bin, 'mcp-server-everything'), ['streamableHttp'], {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await Promise.race([once(child.stderr, 'data'), once(child.stdout, 'data')]);
  await waitForPort(port);
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    process: child,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

/** The official memory server, which speaks stdio only, behind a bridge. */
export function startMemoryServer(file: string): Promise<OtherServer> {
  return bridgeStdio({ command: join(bin, 'mcp-server-memory'), env: { MEMORY_FILE_PATH: file } });
}

/** The official filesystem server for one folder, behind a bridge. */
export function startFilesystemServer(folder: string): Promise<OtherServer> {
  return bridgeStdio({ command: join(bin, 'mcp-server-filesystem'), args: [folder] });
}

interface StdioCommand {
  readonly command: string;
  readonly args?: string[];
  readonly env?: Record<string, string>;
}

/** What is posted goes in, its answer comes out. */
async function bridgeStdio({ command, args = [], env = {} }: StdioCommand): Promise<OtherServer> {
  const transport = new StdioClientTransport({
    command,
    args,
    env: { ...(process.env as Record<string, string>), ...env },
    stderr: 'ignore',
  });
  const waiting = new Map<unknown, (answer: object) => void>();
  transport.onmessage = (message) => waiting.get((message as { id?: unknown }).id)?.(message);
  await transport.start();

  const bridge = createServer(async (request, response) => {
    if (request.method !== 'POST') return void response.writeHead(405).end();
    const message = JSON.parse(await text(request));
    // Its own generation only: to others it says so, as servers of that time did.
    if (message.method === 'server/discover')
      return void response
        .writeHead(400)
        .end('{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"Bad Request"}}');
    const answer = new Promise<object>((resolve) => waiting.set(message.id, resolve));
    await transport.send(message);
    if (message.id === undefined) return void response.writeHead(202).end();
    const body = JSON.stringify(await answer);
    waiting.delete(message.id);
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  });
  await once(bridge.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(bridge.address() as AddressInfo).port}/mcp`,
    async [Symbol.asyncDispose]() {
      bridge.closeAllConnections();
      bridge.close();
      await transport.close();
    },
  };
}

async function waitForPort(port: number): Promise<void> {
  for (;;) {
    const answered = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
