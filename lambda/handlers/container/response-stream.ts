import type { ServerResponse } from 'node:http';
import { Writable } from 'node:stream';
import type { APIGatewayProxyEvent } from 'aws-lambda';

/** The signature with which the Lambda runtime calls a streaming handler. */
export type StreamingHandler = (
  event: APIGatewayProxyEvent,
  stream: ResponseStream,
  context: object,
) => Promise<unknown>;

interface Head {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Lambda's response stream, written to a local HTTP response as API Gateway would. */
export class ResponseStream extends Writable {
  private readonly response: ServerResponse;
  private readonly renamed: Readonly<Record<string, string>>;
  head: Head = { statusCode: 200, headers: {} };

  constructor(response: ServerResponse, renamed: Readonly<Record<string, string>>) {
    super();
    this.response = response;
    this.renamed = renamed;
    // Tells the writer that the client has closed the connection.
    response.once('close', () => this.destroy());
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.sendHead();
    // A closed connection never emits `drain`.
    if (chunk.length === 0 || this.response.destroyed || this.response.write(chunk)) done();
    else this.response.once('drain', done);
  }

  override _final(done: () => void): void {
    this.sendHead();
    this.response.end(done);
  }

  private sendHead(): void {
    if (this.response.headersSent) return;
    const headers = Object.entries(this.head.headers).map(([name, value]) => [
      this.renamed[name.toLowerCase()] ?? name,
      value,
    ]);
    this.response.writeHead(this.head.statusCode, Object.fromEntries(headers));
  }
}

/** Installs the global of the Lambda runtime. Must be called before the handler's module is loaded. */
export function installLambdaGlobal(): void {
  Object.assign(globalThis, {
    awslambda: {
      streamifyResponse: (handler: StreamingHandler) => handler,
      HttpResponseStream: {
        from(stream: ResponseStream, head: Head): ResponseStream {
          stream.head = head;
          return stream;
        },
      },
    },
  });
}
