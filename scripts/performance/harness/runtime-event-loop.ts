import { createRequire } from 'node:module';
import { PassThrough } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';

// Replaces aws-lambda-ric where that cannot be compiled. Bundled as CommonJS, so that it loads no more modules than
// aws-lambda-ric.
const http = createRequire(`${process.cwd()}/`)('node:http') as typeof import('node:http');
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

interface StreamingHandler {
  (event: unknown, stream: PassThrough, context: object): Promise<void>;
  streaming?: true;
}

interface Answer {
  readonly body: string | Buffer;
  readonly headers: Record<string, string>;
}

Object.assign(globalThis, {
  awslambda: {
    streamifyResponse: (handler: StreamingHandler) => Object.assign(handler, { streaming: true }),
    HttpResponseStream: {
      from(stream: PassThrough, head: object) {
        stream.write(JSON.stringify(head));
        stream.write(Buffer.alloc(8));
        return stream;
      },
    },
  },
});

const { handler } = createRequire(`${process.cwd()}/`)('./index.js') as { handler: StreamingHandler };

async function loop(): Promise<never> {
  for (;;) {
    const next = await exchange('GET', 'next');
    const id = String(next.headers['lambda-runtime-aws-request-id']);
    const event: unknown = JSON.parse(await text(next));
    const context = { awsRequestId: id, getRemainingTimeInMillis: () => 30_000 };
    try {
      (await exchange('POST', `${id}/response`, await answer(event, context))).resume();
    } catch (error) {
      const failure = { body: JSON.stringify({ errorMessage: String(error) }), headers: {} };
      (await exchange('POST', `${id}/error`, failure)).resume();
    }
  }
}

async function answer(event: unknown, context: object): Promise<Answer> {
  if (!handler.streaming) {
    const buffered = handler as unknown as (event: unknown, context: object) => Promise<unknown>;
    return { body: JSON.stringify(await buffered(event, context)), headers: {} };
  }
  const stream = new PassThrough();
  const [body] = await Promise.all([buffer(stream), handler(event, stream, context)]);
  return { body, headers: { 'lambda-runtime-function-response-mode': 'streaming' } };
}

function exchange(method: string, path: string, { body, headers }: Partial<Answer> = {}) {
  const url = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation/${path}`;
  return new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    const request = http.request(url, { method, agent, ...(headers && { headers }) }, resolve);
    request.on('error', reject).end(body);
  });
}

void loop();
