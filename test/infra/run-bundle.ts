import { once } from 'node:events';
import { createRequire } from 'node:module';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { installLambdaGlobal } from '../../lambda/handlers/container/response-stream.ts';

// Loads a function's bundle as Lambda does. The last line of stdout says that there is a handler, and for one of HTTP
// requests (`http` as the second argument) how it answers GET /health.

const [, , bundle, kind] = process.argv;
installLambdaGlobal();
const { handler } = createRequire(import.meta.url)(bundle!) as {
  handler: (...args: unknown[]) => Promise<void>;
};

if (kind !== 'http') {
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
