import * as http from 'node:http';
import * as https from 'node:https';
import { type AddressPolicy, assertAllowedUrl, guardedLookup } from './address-guard.ts';
import { UpstreamFailure } from './upstream-failure.ts';

/** The connection of one call, with its limits; it is closed with the call. */
export interface Connection {
  send(request: OutgoingRequest): Promise<void>;
  close(): void;
}

export interface ConnectionOptions {
  readonly addresses: AddressPolicy;
  /** For all received bodies together. */
  readonly maxBytes: number;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

interface OutgoingRequest {
  readonly url: URL;
  readonly method: 'POST' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly receiver: Receiver;
}

/** Receives the answer in parts; an error that it throws ends the request. */
export interface Receiver {
  head(status: number, headers: http.IncomingHttpHeaders): void;
  /** Returns true when nothing more is needed. */
  data(text: string): boolean;
  end(): void;
}

const connectMs = 1_000;

/** Opens no connection yet. Ignores the environment's proxies, which would resolve names without the address check. */
export function createConnection({ addresses, maxBytes, deadline }: ConnectionOptions): Connection & {
  readonly bytes: number;
} {
  const options = { keepAlive: true, maxSockets: 1, lookup: guardedLookup(addresses) };
  const agents = { 'https:': new https.Agent(options), 'http:': new http.Agent(options) };
  let bytes = 0;

  return {
    get bytes() {
      return bytes;
    },
    send({ url, method, headers, body, receiver }) {
      assertAllowedUrl(url, addresses);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const left = deadline - Date.now();
      if (left <= 0) throw new UpstreamFailure('timeout', 'No time was left for the request');
      const protocol = url.protocol as keyof typeof agents;
      const request = (protocol === 'https:' ? https : http).request(url, {
        method,
        agent: agents[protocol],
        headers: {
          ...headers,
          // A compressed answer could grow without bound.
          'accept-encoding': 'identity',
          'content-length': String(Buffer.byteLength(body)),
        },
      });
      const fail = (error: unknown) => {
        reject(
          error instanceof UpstreamFailure
            ? error
            : new UpstreamFailure('unreachable', String(error), { cause: error }),
        );
        request.destroy();
      };
      const timer = setTimeout(
        () => fail(new UpstreamFailure('timeout', `No answer within ${left} ms`)),
        left,
      );
      request.on('socket', (socket) => {
        if (!socket.connecting) return;
        const connecting = setTimeout(
          () => fail(new UpstreamFailure('unreachable', `No connection within ${connectMs} ms`)),
          connectMs,
        );
        const stop = () => clearTimeout(connecting);
        socket.once(protocol === 'https:' ? 'secureConnect' : 'connect', stop).once('close', stop);
      });
      request.on('response', (response) => {
        const guard = (step: () => void) => {
          try {
            step();
          } catch (error) {
            fail(error);
          }
        };
        guard(() => receiver.head(response.statusCode ?? 0, response.headers));
        response.setEncoding('utf8');
        response.on('data', (text: string) =>
          guard(() => {
            bytes += Buffer.byteLength(text);
            if (bytes > maxBytes)
              throw new UpstreamFailure('too_large', `The answer is over ${maxBytes} bytes`);
            if (!receiver.data(text)) return;
            resolve();
            request.destroy();
          }),
        );
        response.on('end', () =>
          guard(() => {
            receiver.end();
            resolve();
          }),
        );
        response.on('error', fail);
      });
      request.on('error', fail);
      request.on('close', () => clearTimeout(timer));
      request.end(body);
      return promise;
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}
