import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface FaultyStore extends AsyncDisposable {
  readonly endpoint: string;
  /** Whether every connection is cut. */
  down: boolean;
}

/** A proxy in front of a DynamoDB that can simulate an outage. */
export async function startFaultyStore(target: string): Promise<FaultyStore> {
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    if (store.down) return void request.socket.destroy();
    const { status, answer } = await forward(target, request.headers as Record<string, string>, body);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(answer);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const store = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    down: false,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return store;
}

async function forward(target: string, headers: Readonly<Record<string, string>>, body: Buffer) {
  const response = await fetch(target, {
    method: 'POST',
    headers: {
      'x-amz-target': headers['x-amz-target'] ?? '',
      authorization: headers.authorization ?? '',
      'content-type': 'application/x-amz-json-1.0',
    },
    body,
  });
  return { status: response.status, answer: await response.text() };
}
