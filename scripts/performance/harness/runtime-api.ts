import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A function's answer, and the time since its runtime received the event. */
interface Invocation {
  readonly milliseconds: number;
  readonly statusCode: number;
  readonly body: string;
}

/** Lambda's Runtime API for one execution environment, which gets one event at a time. */
export interface RuntimeApi {
  /** host:port, in the format of AWS_LAMBDA_RUNTIME_API. */
  readonly address: string;
  /** Resolves when the runtime requests an event: initialization has ended. */
  idle(): Promise<void>;
  invoke(event: unknown): Promise<Invocation>;
  close(): void;
}

interface Pending {
  readonly startedAt: number;
  readonly resolve: (invocation: Invocation) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Implements https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html, including the streamed answers of custom
 * runtimes.
 */
export async function startRuntimeApi(): Promise<RuntimeApi> {
  let waiting = Promise.withResolvers<ServerResponse>();
  let pending: Pending | undefined;

  const server = createServer((request, response) => {
    if (request.url?.endsWith('/invocation/next')) return waiting.resolve(response);
    void receive(request, response);
  });

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = await buffer(request);
    const answered = pending;
    // The time ends with the last byte, before the runtime gets the confirmation.
    const milliseconds = answered ? performance.now() - answered.startedAt : 0;
    response.writeHead(202).end('{"status":"OK"}');
    pending = undefined;
    if (request.url?.endsWith('/response')) {
      answered?.resolve({ milliseconds, ...answerOf(request, bytes) });
    } else {
      answered?.reject(new Error(`The function failed: ${bytes.toString().slice(0, 2_000)}`));
    }
  }

  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async idle() {
      await waiting.promise;
    },
    async invoke(event) {
      const body = JSON.stringify(event);
      const response = await waiting.promise;
      waiting = Promise.withResolvers();
      return new Promise((resolve, reject) => {
        pending = { startedAt: performance.now(), resolve, reject };
        response.writeHead(200, invocationHeaders()).end(body);
      });
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function invocationHeaders(): Record<string, string> {
  return {
    'content-type': 'application/json',
    'lambda-runtime-aws-request-id': randomUUID(),
    'lambda-runtime-deadline-ms': String(Date.now() + 30_000),
    'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:us-east-1:000000000000:function:bench',
    'lambda-runtime-trace-id': 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0',
  };
}

/** A streamed answer is its head as JSON, eight zero bytes, and the body; a buffered one is a JSON object. */
function answerOf({ headers }: IncomingMessage, bytes: Buffer): { statusCode: number; body: string } {
  if (headers['lambda-runtime-function-response-mode'] !== 'streaming') {
    const { statusCode = 0, body = '' } = JSON.parse(bytes.toString());
    return { statusCode, body };
  }
  const end = bytes.indexOf(Buffer.alloc(8));
  const { statusCode = 0 } = JSON.parse(bytes.subarray(0, end).toString());
  return { statusCode, body: bytes.subarray(end + 8).toString() };
}
