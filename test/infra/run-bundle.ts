import { once } from 'node:events';
import { createRequire } from 'node:module';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { installLambdaGlobal } from '../../lambda/handlers/container/response-stream.ts';

// Loads a function's bundle as Lambda does, and says on the last line of stdout how GET /health is answered,
// or only that there is a handler when it is none for HTTP requests.

const [, , bundle] = process.argv;
installLambdaGlobal();
const { handler } = createRequire(import.meta.url)(bundle!) as {
  handler: (...args: unknown[]) => Promise<void>;
};

if (handler.length < 2) {
  console.log(JSON.stringify({ handler: typeof handler }));
} else {
  const stream = Object.assign(new PassThrough(), { head: { statusCode: 0 } });
  const body = text(stream);
  await handler(
    {
      httpMethod: 'GET',
      path: '/health',
      headers: {},
      multiValueHeaders: {},
      queryStringParameters: null,
      requestContext: { requestId: 'a-request' },
      body: null,
      isBase64Encoded: false,
    },
    stream,
    { getRemainingTimeInMillis: () => 10_000 },
  );
  if (!stream.writableFinished) await once(stream, 'finish');
  console.log(JSON.stringify({ statusCode: stream.head.statusCode, body: JSON.parse(await body) }));
}
process.exit();
