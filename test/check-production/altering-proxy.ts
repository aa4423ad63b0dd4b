import { once } from 'node:events';
import {
  createServer,
  request as forward,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface ProxiedRequest {
  readonly method: string;
  readonly path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Answered {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What a broken server would do instead; both change what they are given. */
export interface Alteration {
  before?(request: ProxiedRequest): void | Promise<void>;
  after?(answered: Answered, request: ProxiedRequest): void;
}

export interface AlteringProxy extends AsyncDisposable {
  readonly origin: string;
  /** The port of the server behind it. */
  target: number;
  /** Undefined: everything passes as it is. */
  alteration: Alteration | undefined;
  /** What alterations threw: mistakes of the test, since a request that ends in one gets no answer. */
  readonly faults: Error[];
}

/** Stands before a healthy server and makes it look broken in one way. */
export async function startAlteringProxy(): Promise<AlteringProxy> {
  const faults: Error[] = [];
  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => {
      faults.push(error);
      response.destroy();
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/', headers } = request;
    // A request that never ends gets no answer here, and delays no other request.
    const body = await buffer(request).catch(() => undefined);
    if (!body) return;
    const proxied: ProxiedRequest = { method, path, headers, body: body.toString() };
    await proxy.alteration?.before?.(proxied);
    const answered: Answered = await send(proxy.target, proxied).catch(() => unreachable);
    proxy.alteration?.after?.(answered, proxied);
    const { 'transfer-encoding': _, ...answerHeaders } = answered.headers;
    response.writeHead(answered.status, {
      ...answerHeaders,
      'content-length': Buffer.byteLength(answered.body),
    });
    response.end(answered.body);
  }
  await once(server.listen(0, '127.0.0.1'), 'listening');

  const proxy: AlteringProxy = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    target: 0,
    alteration: undefined,
    faults,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}

const unreachable: Answered = { status: 502, headers: {}, body: '' };

async function send(port: number, { method, path, headers, body }: ProxiedRequest): Promise<Answered> {
  const { 'content-length': _, 'transfer-encoding': __, ...forwardedHeaders } = headers;
  const onward = forward({
    host: '127.0.0.1',
    port,
    method,
    path,
    headers: { ...forwardedHeaders, ...(body && { 'content-length': Buffer.byteLength(body) }) },
  });
  onward.end(body);
  const [response] = await once(onward, 'response');
  return {
    status: response.statusCode,
    headers: response.headers,
    body: (await buffer(response)).toString(),
  };
}
