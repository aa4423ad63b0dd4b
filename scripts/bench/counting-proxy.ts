import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';

export interface Counts {
  readonly requests: number;
  /** Requests that are in flight together count as one trip: the caller waits for them once. */
  readonly trips: number;
}

export interface CountingProxy extends AsyncDisposable {
  readonly endpoint: string;
  /** What came through since the last time this was asked. */
  take(): Counts;
}

/** Every request is held for this long, so that those that are sent together are surely in flight together. */
const heldMs = 15;

/** Stands between a function and a DynamoDB, and counts what goes through. */
export async function startCountingProxy(target: string): Promise<CountingProxy> {
  let requests = 0;
  let trips = 0;
  let inFlight = 0;
  const server = createServer(async (request, response) => {
    requests += 1;
    if (inFlight === 0) trips += 1;
    inFlight += 1;
    const body = await buffer(request);
    await setTimeout(heldMs);
    const { host, connection, ...headers } = request.headers;
    const forwarded = httpRequest(target, { method: 'POST', headers }, async (answer) => {
      const bytes = await buffer(answer);
      inFlight -= 1;
      response.writeHead(answer.statusCode ?? 500, answer.headers).end(bytes);
    });
    forwarded.on('error', () => request.socket.destroy()).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take() {
      const counts = { requests, trips };
      requests = 0;
      trips = 0;
      return counts;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
