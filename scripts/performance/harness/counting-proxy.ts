import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';

export interface Counts {
  readonly requests: number;
  /** Concurrent requests count as one trip, because the caller waits for them once. */
  readonly trips: number;
  /** Bytes of the answers. */
  readonly bytes: number;
}

export interface CountingProxy extends AsyncDisposable {
  readonly endpoint: string;
  /** The counts since the last call. */
  take(): Counts;
}

/**
 * A proxy between a function and a DynamoDB that counts requests. It delays each request briefly, so that requests that
 * are sent together overlap and count as one trip.
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
