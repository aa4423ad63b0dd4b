import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { startApp, type TestApp } from '../support/app.ts';

type Invoke = (event: object, stream: PassThrough, context: object) => Promise<void>;

let app: TestApp;
let aws: ReturnType<typeof createServer>;
let newVersion: Invoke;
let check: (event: object) => Promise<void>;
/** What the new version does instead of its work. */
let fault: 'none' | 'crashes' | 'answers 500' | 'accepts every token' | 'has no table';
let statuses: string[];
let invoked: string[];

beforeAll(async () => {
  app = await startApp();
  aws = createServer((request, response) => void answer(request, response));
  await once(aws.listen(0, '127.0.0.1'), 'listening');
  const origin = `http://127.0.0.1:${(aws.address() as AddressInfo).port}`;
  const { config } = app.services;
  const environment = {
    DYNAMODB_ENDPOINT: config.dynamodbEndpoint,
    TABLE_NAME: config.tableName,
    OIDC_ISSUER: config.issuers.join(),
    OIDC_AUDIENCE: config.audiences.join(),
    OIDC_JWKS_URI: config.jwksUri,
    SIGNING_SECRETS: config.signingSecrets.join(),
    AWS_ENDPOINT_URL: origin,
    AWS_REGION: 'ap-northeast-2',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    STAGE: 'test',
    NEW_VERSION: 'arn:aws:lambda:ap-northeast-2:111111111111:function:ops:7',
    ISSUER: origin,
    CLIENT_ID: 'canary',
    CLIENT_SECRET: 'secret',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  vi.stubGlobal('awslambda', {
    streamifyResponse: (streaming: unknown) => streaming,
    HttpResponseStream: {
      // As the runtime frames it: status and headers, eight zero bytes, the body.
      from(stream: PassThrough, head: object) {
        stream.write(JSON.stringify(head));
        stream.write(Buffer.alloc(8));
        return stream;
      },
    },
  });
  // The handlers read the environment once, when they are loaded.
  vi.resetModules();
  newVersion = (await import('../../lambda/handlers/mcp.ts')).handler as never;
  // Of the hook alone: the server would take it for a misspelt variable of its own.
  vi.stubEnv('SCOPE', 'read');
  check = (await import('../../lambda/handlers/check-new-version.ts')).handler as never;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  aws.closeAllConnections();
  aws.close();
  await app[Symbol.asyncDispose]();
});
beforeEach(() => {
  fault = 'none';
  statuses = [];
  invoked = [];
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { url = '' } = request;
  const body = await text(request);
  if (url.includes('/response-streaming-invocations')) return invoke(JSON.parse(body), url, response);
  if (url.includes('openid-configuration')) {
    return void response.end(JSON.stringify({ token_endpoint: `http://${request.headers.host}/token` }));
  }
  if (url === '/token') {
    return void response.end(JSON.stringify({ access_token: await app.token(), expires_in: 3_600 }));
  }
  statuses.push((JSON.parse(body) as { status: string }).status);
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('{}');
}

async function invoke(event: { path: string }, url: string, response: ServerResponse): Promise<void> {
  invoked.push(decodeURIComponent(url));
  response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
  if (fault === 'crashes') {
    const details = { ErrorCode: 'Runtime.ImportModuleError', ErrorDetails: 'no table' };
    return void response.end(eventStreamMessage('InvokeComplete', Buffer.from(JSON.stringify(details))));
  }
  response.write(eventStreamMessage('PayloadChunk', await payloadFor(event)));
  response.end(eventStreamMessage('InvokeComplete', Buffer.from('{}')));
}

async function payloadFor(event: { path: string }): Promise<Buffer> {
  const instead = (statusCode: number, body: object) =>
    Buffer.concat([
      Buffer.from(JSON.stringify({ statusCode })),
      Buffer.alloc(8),
      Buffer.from(JSON.stringify(body)),
    ]);
  if (fault === 'answers 500') return instead(500, {});
  if (fault === 'has no table' && event.path === '/health') return instead(503, { status: 'unavailable' });
  if (fault === 'accepts every token' && event.path === '/mcp')
    return instead(200, { result: { tools: [] } });
  const stream = new PassThrough();
  const [payload] = await Promise.all([buffer(stream), newVersion(event, stream, {})]);
  return payload;
}

/** One message of application/vnd.amazon.eventstream. */
function eventStreamMessage(type: string, payload: Buffer): Buffer {
  const header = (name: string, value: string) =>
    Buffer.concat([
      Buffer.from([name.length]),
      Buffer.from(name),
      Buffer.from([7, value.length >> 8, value.length & 255]),
      Buffer.from(value),
    ]);
  const headers = Buffer.concat([
    header(':message-type', 'event'),
    header(':event-type', type),
    header(':content-type', type === 'PayloadChunk' ? 'application/octet-stream' : 'application/json'),
  ]);
  const prelude = Buffer.alloc(12);
  prelude.writeUInt32BE(16 + headers.length + payload.length, 0);
  prelude.writeUInt32BE(headers.length, 4);
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
  const message = Buffer.concat([prelude, headers, payload]);
  const end = Buffer.alloc(4);
  end.writeUInt32BE(crc32(message));
  return Buffer.concat([message, end]);
}

const lifecycleEvent = { DeploymentId: 'd-1', LifecycleEventHookExecutionId: 'hook-1' };

test('a version that answers as a client needs it gets its traffic', async () => {
  await check(lifecycleEvent);

  expect(statuses).toEqual(['Succeeded']);
  // Health, a call without a token, tools/list and a tool.
  expect(invoked).toHaveLength(4);
  expect(new Set(invoked)).toEqual(
    new Set([expect.stringContaining('arn:aws:lambda:ap-northeast-2:111111111111:function:ops:7')]),
  );
});

test.each(['crashes', 'answers 500', 'accepts every token', 'has no table'] as const)(
  'a version that %s gets none',
  async (kind) => {
    fault = kind;

    await check(lifecycleEvent);

    expect(statuses).toEqual(['Failed']);
  },
);
