import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { App } from '../../lambda/app.ts';

/** The app on a port of its own, without the gateway that stands before it in a local run. */
export async function serveApp(app: App): Promise<AsyncDisposable & { readonly origin: string }> {
  const server = createServer(async (request, response) => {
    const { status, headers, body, stream } = await app({
      requestId: randomUUID(),
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      query: {},
      headers: request.headers as Record<string, string>,
      body: await text(request),
    });
    response.writeHead(status, headers);
    if (stream) await pipeline(Readable.from(stream), response).catch(() => {});
    else response.end(body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');

  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
