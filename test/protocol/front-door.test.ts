import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningServer, startServer } from '../support/server.ts';
import { message } from './messages.ts';

/** The checks that a gateway could spoil, through the whole of `npm start`. */
let server: RunningServer;
let sound: Record<string, string>;
beforeAll(async () => {
  server = await startServer();
  sound = {
    authorization: `Bearer ${await server.token()}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
  };
});
afterAll(async () => void (await server.stop()));

const ping = JSON.stringify({ ...message({ method: 'ping' }), id: 'a' });

function send(init: RequestInit, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(server.url, { method: 'POST', body: ping, ...init, headers: { ...sound, ...headers } });
}

test.each([
  [1_048_576, 200, undefined],
  [1_048_577, 413, 413],
  [10_485_761, 413, expect.any(Number)],
])('a body of %i bytes is answered with %i', async (bytes, status, code) => {
  const response = await send({ body: ping.padEnd(bytes, ' ') });
  const { error } = (await response.json()) as { error?: { code: number } };

  expect(response.status).toBe(status);
  expect(error?.code).toEqual(code);
});

test.each(['GET', 'DELETE'])('%s is answered with 405 and what is allowed', async (method) => {
  const response = await send({ method, body: null });

  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe('POST, OPTIONS');
});

test('HEAD is answered like GET, without a body: 401 before a token, then 405', async () => {
  const withToken = await send({ method: 'HEAD', body: null });
  const without = await fetch(server.url, { method: 'HEAD' });

  expect([withToken.status, withToken.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
  expect([without.status, without.headers.get('www-authenticate')]).toEqual([
    401,
    expect.stringMatching(/^Bearer scope=/),
  ]);
  expect(await withToken.text()).toBe('');
});

test('a token that is no good is told apart from none, so that a client refreshes it', async () => {
  const expired = await server.token({ expiresInSeconds: -300 });
  const signed = await server.token();
  for (const token of [expired, `${signed.slice(0, -4)}AAAA`, 'none']) {
    const response = await send({}, { authorization: `Bearer ${token}` });

    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_token", scope=/);
  }
  for (const authorization of ['', 'Basic dXNlcg=='])
    expect((await send({}, { authorization })).headers.get('www-authenticate')).toMatch(/^Bearer scope=/);
});

test('two slashes before mcp are no path of ours', async () => {
  expect((await fetch(`${server.origin}//mcp`)).status).toBe(404);
});

test('a page of an allowed origin may ask first, without a token', async () => {
  const headers = { origin: 'http://localhost:5173', 'access-control-request-method': 'POST' };
  const response = await fetch(server.url, { method: 'OPTIONS', headers });

  expect(response.status).toBe(204);
  expect(response.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
});

test('a page of a foreign origin is turned away with a token as without one', async () => {
  const foreign = { origin: 'https://evil.example' };

  expect((await send({}, foreign)).status).toBe(403);
  expect((await fetch(server.url, { method: 'OPTIONS', headers: foreign })).status).toBe(403);
});

test('no answer gives a session, and every answer is JSON', async () => {
  const response = await send({}, { 'mcp-session-id': 'stale' });

  expect(await response.json()).toEqual({ jsonrpc: '2.0', id: 'a', result: {} });
  expect(response.headers.get('mcp-session-id')).toBeNull();
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
});

test('bytes in another encoding than UTF-8 are refused, and write nothing', async () => {
  // "노트북" in EUC-KR, as `curl` on a Korean Windows sends it.
  const title = Buffer.from([0xb3, 0xeb, 0xc6, 0xae, 0xba, 0xcf]);
  const [before = '', after = ''] = JSON.stringify(
    message({
      method: 'tools/call',
      params: {
        name: 'create_ticket',
        arguments: { title: 'TITLE', body: 'It does not start.', confirm: true },
      },
    }),
  ).split('TITLE');

  const response = await send({ body: Buffer.concat([Buffer.from(before), title, Buffer.from(after)]) });

  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    error: { code: -32700, message: expect.stringContaining('UTF-8') },
  });
});

test.each(['BEARER', 'bearer', 'bEaReR'])('the scheme of the token may be written %s', async (scheme) => {
  const token = sound.authorization!.replace('Bearer', scheme);

  expect((await send({}, { authorization: token })).status).toBe(200);
});

test('a client that was told localhost reads metadata of localhost', async () => {
  const localhost = server.origin.replace('127.0.0.1', 'localhost');
  const metadata = '/.well-known/oauth-protected-resource/mcp';

  const refused = await fetch(`${localhost}/mcp`, { method: 'POST', body: ping });
  const read = await fetch(`${localhost}${metadata}`);

  expect(refused.headers.get('www-authenticate')).toContain(`resource_metadata="${localhost}${metadata}"`);
  expect(await read.json()).toMatchObject({
    resource: `${localhost}/mcp`,
    authorization_servers: [server.origin],
    scopes_supported: ['read', 'write'],
  });
});
