import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';

export interface Counts {
  readonly requests: number;
  /** Requests that are in flight together count as one trip: the caller waits for them once. */
  readonly trips: number;
  /** Of the answers. */
  readonly bytes: number;
}

export interface CountingProxy extends AsyncDisposable {
  readonly endpoint: string;
  /** What came through since the last time this was asked. */
  take(): Counts;
}

/**
 * Stands between a function and a DynamoDB, and counts what goes through. Every request is held for a moment, so that
 * those that are sent together are surely in flight together.
 */
export async function startCountingProxy(target: string, delayMs = 15): Promise<CountingProxy> {
  let requests = 0;
  let trips = 0;
  let bytes = 0;
  let inFlight = 0;
  const server = createServer(async (request, response) => {
    requests += 1;
    if (inFlight === 0) trips += 1;
    inFlight += 1;
    const body = await buffer(request);
    await setTimeout(delayMs);
    const { host, connection, ...headers } = request.headers;
    const forwarded = httpRequest(target, { method: 'POST', headers }, async (answer) => {
      const answered = await buffer(answer);
      bytes += answered.length;
      inFlight -= 1;
      response.writeHead(answer.statusCode ?? 500, answer.headers).end(answered);
    });
    forwarded.on('error', () => request.socket.destroy()).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take() {
      const counts = { requests, trips, bytes };
      requests = 0;
      trips = 0;
      bytes = 0;
      return counts;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
