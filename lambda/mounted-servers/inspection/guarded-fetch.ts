import type { IncomingHttpHeaders } from 'node:http';
import { type ConnectionOptions, createConnection } from '../upstream/http-exchange.ts';

/** A `fetch` for the official client with the same guards as calls: addresses, bytes, time, no redirects. */
export function createGuardedFetch(options: ConnectionOptions): typeof globalThis.fetch & { close(): void } {
  const connection = createConnection(options);

  const guarded = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const { url, method, headers, body } = await requestOf(input, init);
    // The client opens a stream for messages from the server, which are not needed here.
    if (method === 'GET') return new Response(null, { status: 405 });
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    const { readable, controller } = createStream();
    const receiver = {
      head: (status: number, received: IncomingHttpHeaders) =>
        resolve(responseOf(readable, status, received)),
      data: (text: string) => {
        controller.enqueue(new TextEncoder().encode(text));
        return false;
      },
      end: () => controller.close(),
    };
    connection.send({ url, method, headers, body, receiver }).catch((error: unknown) => {
      reject(error);
      controller.error(error);
    });
    return promise;
  };
  return Object.assign(guarded, { close: () => connection.close() });
}

function createStream() {
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  const readable = new ReadableStream<Uint8Array>({
    start(streamController) {
      controller = streamController;
    },
  });
  return { readable, controller };
}

async function requestOf(input: string | URL | Request, init: RequestInit) {
  const request = new Request(input, init);
  const {
    'accept-encoding': _encoding,
    'content-length': _length,
    ...headers
  } = Object.fromEntries(request.headers);
  return {
    url: new URL(request.url),
    method: request.method as 'GET' | 'POST' | 'DELETE',
    headers,
    body: await request.text(),
  };
}

function responseOf(stream: ReadableStream, status: number, received: IncomingHttpHeaders): Response {
  if (status >= 300 && status < 400) throw new Error('Redirects are not followed');
  const headers = Object.entries(received).map(([name, value]): [string, string] => [
    name,
    [value].flat().join(', '),
  ]);
  return new Response([204, 205].includes(status) ? null : stream, { status, headers });
}
