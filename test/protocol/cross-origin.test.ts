import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HttpResponse } from '../../lambda/http/messages.ts';
import { answerOf, postOf, startApp, type TestApp } from '../support/app.ts';
import { fetchOf } from '../support/fetch-app.ts';
import { message } from './messages.ts';

const url = 'http://127.0.0.1:3000/mcp';
const page = 'https://assistant.example.com';

let app: TestApp;
let authorization: string;
beforeAll(async () => {
  app = await startApp({
    ALLOWED_HOSTS: '127.0.0.1,localhost,[::1],Ops.Example.com',
    ALLOWED_ORIGINS: `${page},http://localhost:*,http://[::1]:*`,
  });
  authorization = `Bearer ${await app.token()}`;
});
afterAll(() => app[Symbol.asyncDispose]());

const ping = message({ method: 'ping' });

function send(headers: Record<string, string | undefined>): Promise<HttpResponse> {
  return app.app(postOf(ping, { authorization, host: '127.0.0.1:3000', ...headers }));
}

describe('Origin', () => {
  test.each([page, 'http://localhost:5173', 'http://localhost', 'http://[::1]:8080', 'http://[::1]'])(
    'lets %s in, and lets its page read the answer',
    async (origin) => {
      const { status, headers } = await send({ origin });

      expect(status).toBe(200);
      expect(headers).toMatchObject({ 'access-control-allow-origin': origin, vary: 'Origin' });
      expect(headers['access-control-expose-headers']).toMatch(/www-authenticate.*retry-after/);
    },
  );

  test.each([
    'null',
    '',
    '*',
    'https://evil.example',
    'http://assistant.example.com',
    `${page}.evil.example`,
    `${page}:444`,
    `${page}/`,
    'http://localhost.evil.example:80',
    'http://localhost:80@evil.example',
    'http://localhost:*',
    'http://127.0.0.1:3001',
    'http://[::2]:8080',
    'http://::1:8080',
    `${page}, http://localhost:1`,
  ])('turns the origin "%s" away, before its token is looked at', async (origin) => {
    const { status, headers, body } = await send({ origin, authorization: 'Bearer nonsense' });

    expect(status).toBe(403);
    expect(answerOf({ body })).toMatchObject({
      id: 1,
      error: { code: 403, message: expect.stringContaining('ALLOWED_ORIGINS') },
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });
});

test("the landing page's own origin is served without a setting", async () => {
  expect((await send({ origin: 'http://127.0.0.1:3000' })).status).toBe(200);
});

describe('Host', () => {
  test.each(['127.0.0.1', '127.0.0.1:3000', 'LOCALHOST:80', '[::1]', '[::1]:3000', 'ops.example.com'])(
    'serves %s',
    async (host) => {
      expect((await send({ host })).status).toBe(200);
    },
  );

  test.each([
    undefined,
    '',
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost:3000@evil.example',
    'localhost, evil.example',
    '[::1].evil.example',
    '[::2]:3000',
    '::1',
  ])('turns the host "%s" away', async (host) => {
    const { status, body } = await send({ host });

    expect(status).toBe(403);
    expect(answerOf({ body })).toMatchObject({
      error: { code: 403, message: expect.stringContaining('ALLOWED_HOSTS') },
    });
  });
});

describe('preflight', () => {
  function ask(origin: string, headers: readonly string[]): Promise<HttpResponse> {
    const preflight = {
      origin,
      host: '127.0.0.1:3000',
      'access-control-request-method': 'POST',
      'access-control-request-headers': headers.join(),
    };
    return app.app(postOf('', preflight, { method: 'OPTIONS' }));
  }

  test('allows every header that the clients of the SDKs send, without a token', async () => {
    const sent = await headersOfAllClients();
    expect([...sent]).toEqual(expect.arrayContaining(['mcp-protocol-version', 'mcp-method', 'mcp-name']));

    const { status, headers } = await ask(page, [...sent]);

    const allowed = headers['access-control-allow-headers']?.split(', ') ?? [];
    expect(status).toBe(204);
    expect([...sent].filter((name) => !allowed.includes(name))).toEqual([]);
    expect(headers).toMatchObject({
      'access-control-allow-origin': page,
      'access-control-allow-methods': expect.stringContaining('POST'),
      vary: 'Origin',
    });
  });

  test.each(['https://evil.example', 'null'])('allows nothing to %s', async (origin) => {
    const { status, headers } = await ask(origin, ['authorization']);

    expect(status).toBe(403);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  test('never allows credentials such as cookies', async () => {
    const { headers } = await ask(page, ['authorization']);
    expect(headers['access-control-allow-credentials']).toBeUndefined();
  });
});

/** What the two generations send in both eras, and what a client that resumes or traces adds. */
async function headersOfAllClients(): Promise<Set<string>> {
  const sent = new Set(['mcp-session-id', 'last-event-id', 'traceparent', 'tracestate', 'baggage']);
  const options = {
    fetch: fetchOf(app.app, (headers) => {
      for (const name of Object.keys(headers)) sent.add(name);
    }),
    requestInit: { headers: { authorization } },
  };
  const about = { name: 'test', version: '1.0.0' };
  const v1 = new ClientV1(about);
  // The package's own types do not stand exactOptionalPropertyTypes.
  await v1.connect(new TransportV1(new URL(url), options) as never);
  await v1.callTool({ name: 'lookup_inventory' });
  for (const mode of ['auto', 'legacy'] as const) {
    const client = new Client(about, { versionNegotiation: { mode } });
    await client.connect(new StreamableHTTPClientTransport(new URL(url), options));
    await client.callTool({ name: 'lookup_inventory' });
    await client.readResource({ uri: 'policy://index' });
    await client.close();
  }
  await v1.close();
  return sent;
}
