import { createHmac, createPublicKey } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registry } from '../../lambda/registry.ts';
import { withoutLimits } from '../support/app.ts';
import { post } from '../support/clients.ts';
import { type Issuer, startIssuer } from '../support/issuer.ts';
import { rawRequest } from '../support/raw-http.ts';
import { type RunningServer, startServer } from '../support/server.ts';

const publicUrl = 'https://ops.example.com';
const audience = `${publicUrl}/mcp`;
const prefix = `${audience}/`;

let issuer: Issuer;
let server: RunningServer;
/** A server of the attacker's, which must never be asked for keys. */
const attacker = createServer((_, response) => response.end('{"keys":[]}'));
let attackerUrl: string;
let attackerRequests = 0;

beforeAll(async () => {
  issuer = await startIssuer(() => audience, `${prefix}read`);
  attacker.on('request', () => {
    attackerRequests += 1;
  });
  await once(attacker.listen(0, '127.0.0.1'), 'listening');
  attackerUrl = `http://127.0.0.1:${(attacker.address() as AddressInfo).port}`;
  server = await startServer(environment());
});
afterAll(async () => {
  await server.stop();
  await issuer[Symbol.asyncDispose]();
  attacker.close();
});

function environment(): Record<string, string> {
  return {
    ...withoutLimits,
    PUBLIC_URL: publicUrl,
    OIDC_ISSUER: issuer.url,
    OIDC_JWKS_URI: issuer.jwksUri,
    OIDC_CLIENT_IDS: 'machine,another-machine',
    SCOPE_PREFIX: prefix,
  };
}

/** What a token may see: the names of the tools that are listed for it, or the refusal's status. */
async function toolsFor(token: string, url = server.url): Promise<string[] | number> {
  const { status, body } = await post(url, 'tools/list', {}, { token });
  return status === 200 ? body.result.tools.map(({ name }: { name: string }) => name) : status;
}

const now = () => Math.floor(Date.now() / 1_000);
const base64 = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** Three parts put together by hand, with whatever signature. */
function forged(header: object, claims: object, signature = 'c2lnbmF0dXJl'): string {
  return `${base64(header)}.${base64(claims)}.${signature}`;
}

const sound = () => ({
  iss: issuer.url,
  aud: audience,
  sub: 'alice',
  scope: 'read write admin',
  iat: now(),
  exp: now() + 600,
});

async function hs256(key: string): Promise<string> {
  const unsigned = `${base64({ alg: 'HS256', kid: 'signing', typ: 'at+jwt' })}.${base64(sound())}`;
  return `${unsigned}.${createHmac('sha256', key).update(unsigned).digest('base64url')}`;
}

function pemOf(key: JWK): string {
  return createPublicKey({ key: key as Record<string, unknown>, format: 'jwk' }).export({
    type: 'spki',
    format: 'pem',
  }) as string;
}

async function byOwnKey(header: (jwk: object) => Record<string, unknown>): Promise<string> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  return issuer.token({}, header({ ...(await exportJWK(publicKey)), alg: 'RS256' }), privateKey);
}

describe('a token that is refused', () => {
  test.each<[string, () => string | Promise<string>]>([
    ['alg none, without a signature', () => forged({ alg: 'none', kid: 'signing' }, sound(), '')],
    ['alg none, with a signature', () => forged({ alg: 'none', kid: 'signing' }, sound())],
    ['alg NoNe', () => forged({ alg: 'NoNe', kid: 'signing' }, sound(), '')],
    ['no alg', () => forged({ kid: 'signing' }, sound())],
    ['HS256 with the public key as PEM', async () => hs256(pemOf(issuer.publicJwk))],
    ['HS256 with the public key as JWK', () => hs256(JSON.stringify(issuer.publicJwk))],
    ['HS256 with the modulus', () => hs256(issuer.publicJwk.n!)],
    ['HS256 with an empty key', () => hs256('')],
    [
      'PS256 with the right key',
      async () => (await issuer.token()).replace(/^[^.]+/, base64({ alg: 'PS256', kid: 'signing' })),
    ],
    ['another issuer', () => issuer.token({ iss: 'https://evil.example' })],
    ['no issuer', () => issuer.token({ iss: undefined })],
    ['an issuer that only begins the same', () => issuer.token({ iss: `${issuer.url}.evil.example` })],
    ['the issuer with a slash', () => issuer.token({ iss: `${issuer.url}/` })],
    ['another audience', () => issuer.token({ aud: 'https://another.example/mcp' })],
    ['an audience that only begins the same', () => issuer.token({ aud: `${audience}/admin` })],
    ['other audiences', () => issuer.token({ aud: ['https://a.example', 'https://b.example'] })],
    ['no audience', () => issuer.token({ aud: undefined })],
    ['an empty audience', () => issuer.token({ aud: [] })],
    ['expired two minutes ago', () => issuer.token({ exp: now() - 120 })],
    ['expired a few seconds ago', () => issuer.token({ exp: now() - 20 })],
    ['no expiry', () => issuer.token({ exp: undefined })],
    ['an expiry in words', () => issuer.token({ exp: 'never' })],
    ['not valid for another two minutes', () => issuer.token({ nbf: now() + 120 })],
    ['no kid', () => issuer.token({}, { kid: undefined })],
    ['an unknown kid', () => issuer.token({}, { kid: 'unknown' })],
    ['a kid that is a path', () => issuer.token({}, { kid: '../../../../dev/null' })],
    ['a kid that is a URL', () => issuer.token({}, { kid: `${attackerUrl}/jwks` })],
    ['a kid that is no string', async () => forged({ alg: 'RS256', kid: ['signing'] }, sound())],
    ['the kid of a prototype', () => issuer.token({}, { kid: '__proto__' })],
    ['the key for encryption', () => issuer.token({}, { kid: 'encryption' })],
    ['an own key, and the kid of the real one', () => byOwnKey(() => ({}))],
    ['an own key in the header', () => byOwnKey((jwk) => ({ jwk }))],
    [
      'an own key in the header, under its own kid',
      () => byOwnKey((jwk) => ({ jwk: { ...jwk, kid: 'own' }, kid: 'own' })),
    ],
    ['a URL of own keys', () => byOwnKey(() => ({ jku: `${attackerUrl}/jwks`, kid: 'own' }))],
    ['a URL of own certificates', () => byOwnKey(() => ({ x5u: `${attackerUrl}/certs`, kid: 'own' }))],
    ['own certificates', () => byOwnKey(() => ({ x5c: ['MIIB'], kid: 'own' }))],
    ['an extension that must be understood', () => issuer.token({}, { crit: ['b64'], b64: true })],
    [
      'claims that were changed',
      async () => {
        const [header, , signature] = (await issuer.token()).split('.');
        return `${header}.${base64({ ...sound(), sub: 'root' })}.${signature}`;
      },
    ],
    ['half a signature', async () => (await issuer.token()).slice(0, -100)],
    ['no signature', async () => (await issuer.token()).replace(/[^.]+$/, '')],
    ['two parts', async () => (await issuer.token()).split('.').slice(0, 2).join('.')],
    ['five parts, as of an encrypted token', () => 'eyJhbGciOiJSU0EtT0FFUCJ9.a.b.c.d'],
    [
      'claims that are no object',
      async () => `${base64({ alg: 'RS256', kid: 'signing' })}.${base64('[]')}.c2ln`,
    ],
    ['not a token', () => 'hunter2'],
    ['an ID token', () => issuer.token({ aud: 'app', nonce: 'n' }, { typ: 'JWT' })],
    ['an ID token for this audience', () => issuer.token({ at_hash: 'x' }, { typ: 'JWT' })],
    [
      'an ID token of Cognito',
      () => issuer.token({ aud: 'machine', token_use: 'id', 'cognito:username': 'a' }, { typ: undefined }),
    ],
    [
      'an ID token of Cognito, without audience',
      () => issuer.token({ aud: undefined, client_id: 'machine', token_use: 'id' }),
    ],
    ['a logout token', () => issuer.token({ events: {} }, { typ: 'logout+jwt' })],
    ['a type that is no text', () => issuer.token({}, { typ: { toString: 1 } })],
    ['a security event', () => issuer.token({}, { typ: 'secevent+jwt' })],
    [
      'a Cognito token of a client that is not ours',
      () => issuer.token({ aud: undefined, client_id: 'app', token_use: 'access' }),
    ],
    [
      'a Cognito token that names no client',
      () => issuer.token({ aud: undefined, client_id: undefined, token_use: 'access' }),
    ],
    ['a known client, without token_use', () => issuer.token({ aud: undefined, client_id: 'machine' })],
    [
      'a known client, for another audience',
      () => issuer.token({ aud: 'https://b.example', client_id: 'machine', token_use: 'access' }),
    ],
    ['no subject', () => issuer.token({ sub: undefined })],
    ['an empty subject', () => issuer.token({ sub: '' })],
    ['a subject of 256 characters', () => issuer.token({ sub: 'x'.repeat(256) })],
    ['a subject that is no string', () => issuer.token({ sub: { toString: 'root' } })],
    ['scopes that are no text', () => issuer.token({ scope: 7 })],
    ['an array of scopes that are no text', () => issuer.token({ scope: ['read', { admin: true }] })],
    ['two scopes in one entry of an array', () => issuer.token({ scope: ['read admin'] })],
    [
      'an array of scopes that was changed',
      async () => {
        const [header, , signature] = (await issuer.token({ scope: ['read'] })).split('.');
        return `${header}.${base64({ ...sound(), scope: ['read', 'admin'] })}.${signature}`;
      },
    ],
    ['a token over 8 KiB', () => issuer.token({ padding: 'x'.repeat(8_192) })],
  ])('%s', async (_, make) => {
    const token = await make();

    const { status, headers, body } = await post(server.url, 'tools/list', {}, { token });

    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe(
      `Bearer error="invalid_token", scope="${prefix}read ${prefix}write", resource_metadata="${publicUrl}/.well-known/oauth-protected-resource/mcp"`,
    );
    expect(body.error?.code).toBe(401);
    expect(JSON.stringify(body)).not.toContain(token.slice(0, 40));
  });

  test('is never reason to ask the servers that it names', () => {
    expect(attackerRequests).toBe(0);
  });
});

describe('a token that is accepted', () => {
  const toolsOf = (required: string) =>
    registry.tools.flatMap(({ name, scope }) => (scope === required ? [name] : []));
  const reader = toolsOf('read');
  const writer = toolsOf('write');

  test.each<[string, Record<string, unknown>, Record<string, unknown>, string[]]>([
    ['for several audiences, this one among them', { aud: ['https://a.example', audience] }, {}, reader],
    ['valid within the minute', { nbf: now() + 30 }, {}, reader],
    ['without a type', {}, { typ: undefined }, reader],
    ['of type JWT', {}, { typ: 'JWT' }, reader],
    [
      'with claims that are no text where text is usual',
      { typ: { toString: 1 }, client_id: { toString: 1 } },
      {},
      reader,
    ],
    ['of type application/at+jwt', {}, { typ: 'application/at+JWT' }, reader],
    ['with own keys in its header that are not read', {}, { jku: 'http://127.0.0.1:1/', jwk: {} }, reader],
    ['of a Cognito user, with resource binding', { token_use: 'access', scope: `${prefix}read` }, {}, reader],
    [
      'of a Cognito machine',
      { aud: undefined, client_id: 'machine', token_use: 'access', scope: `${prefix}write` },
      {},
      writer,
    ],
    ['with prefixed scopes', { scope: `openid ${prefix}read ${prefix}write` }, {}, [...reader, ...writer]],
    [
      'with scopes in an array, as Okta has them',
      { scope: undefined, scp: [`${prefix}read`, `${prefix}write`] },
      {},
      [...reader, ...writer],
    ],
    [
      'with `scope` as an array, as IdentityServer has it',
      { scope: [`${prefix}read`, `${prefix}write`] },
      {},
      [...reader, ...writer],
    ],
    ['with scopes in scp, as Entra has them', { scope: undefined, scp: `${prefix}read` }, {}, reader],
    [
      'with scopes of others',
      { scope: 'https://another.example/read READ readwrite read,write admin.read' },
      {},
      [],
    ],
    ['with scopes that lack the prefix, as another API has them', { scope: 'admin read write' }, {}, []],
    ['without scopes', { scope: undefined }, {}, []],
  ])('%s', async (_, claims, header, expected) => {
    const tools = await toolsFor(await issuer.token(claims, header));

    expect([tools].flat().toSorted()).toEqual(expected.toSorted());
  });
});

describe('nothing but one Authorization header counts', () => {
  const message = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
  const json = { 'content-type': 'application/json' };
  const statusOf = async (headers: Record<string, string | string[]>, path = '', body = message) =>
    (await rawRequest(server.url + path, { ...json, ...headers }, { body })).status;

  test('not a query, a cookie, another header, or the body', async () => {
    const token = await issuer.token();

    expect(await statusOf({}, `?access_token=${token}&token=${token}&authorization=Bearer%20${token}`)).toBe(
      401,
    );
    expect(await statusOf({ cookie: `access_token=${token}; Authorization=Bearer ${token}` })).toBe(401);
    expect(await statusOf({ 'x-api-key': token, 'proxy-authorization': `Bearer ${token}` })).toBe(401);
    expect(
      await statusOf({ 'content-type': 'application/x-www-form-urlencoded' }, '', `access_token=${token}`),
    ).toBe(401);
  });

  test.each([
    ['Basic', (token: string) => `Basic ${Buffer.from(`alice:${token}`).toString('base64')}`],
    ['DPoP', (token: string) => `DPoP ${token}`],
    ['no scheme', (token: string) => token],
    ['two tokens', (token: string) => `Bearer ${token} ${token}`],
    ['two tokens and a comma', (token: string) => `Bearer ${token}, Bearer ${token}`],
    ['two headers', (token: string) => [`Bearer ${token}`, `Bearer ${token}`]],
    ['a good one and a bad one', (token: string) => [`Bearer ${token}`, 'Bearer bad']],
    ['a bad one and a good one', (token: string) => ['Bearer bad', `Bearer ${token}`]],
  ])('not %s', async (_, authorization) => {
    expect(await statusOf({ authorization: authorization(await issuer.token()) })).toBe(401);
  });

  test('and the scheme is read in any case', async () => {
    const token = await issuer.token();

    expect(await statusOf({ authorization: `bearer ${token}` })).toBe(200);
  });

  test.each(['GET', 'DELETE', 'POST'])('%s /mcp is guarded', async (method) => {
    const { status } = await rawRequest(server.url, {}, { method });

    expect(status).toBe(401);
  });
});

describe('the issuer’s keys', () => {
  test('are not fetched for each of a flood of unknown keys', async () => {
    const before = issuer.fetches();
    const flood = await Promise.all(
      Array.from({ length: 60 }, (_, at) => issuer.token({}, { kid: `unknown-${at}` })),
    );

    const statuses = await Promise.all(flood.map((token) => toolsFor(token)));

    expect(new Set(statuses)).toEqual(new Set([401]));
    // One at once; all that came after it waited for one more.
    expect(issuer.fetches() - before).toBeLessThanOrEqual(2);
    expect(await toolsFor(await issuer.token())).toContain('search_policy');
  });

  describe('that cannot be had', () => {
    let cold: RunningServer;
    let token: string;
    const unavailable = { status: 500, body: 'no' };

    beforeAll(async () => {
      issuer.answer(unavailable);
      cold = await startServer(environment());
      token = await issuer.token();
    });
    afterAll(() => cold.stop());

    test.each([
      ['the issuer is down', unavailable],
      ['the issuer answers nonsense', { status: 200, body: '<html>Sign in</html>' }],
      ['the issuer’s keys are none', { status: 200, body: '{"keys":[{"kty":7}]}' }],
    ])('%s: the answer is 503 and not 401, and a flood is none at the issuer', async (_, answer) => {
      issuer.answer(answer);
      await pause();
      const before = issuer.fetches();

      const { status, headers, body } = await post(cold.url, 'tools/list', {}, { token });
      const more = await Promise.all(Array.from({ length: 30 }, () => toolsFor(token, cold.url)));

      expect(status).toBe(503);
      expect(headers.get('retry-after')).toBe('5');
      expect(headers.get('www-authenticate')).toBeNull();
      expect(body.error?.message).toMatch(/issuer cannot be reached/);
      expect(new Set(more)).toEqual(new Set([503]));
      expect(issuer.fetches() - before).toBeLessThanOrEqual(2);
      expect((await cold.auditRecords()).at(-1)).toMatchObject({
        status: 503,
        outcome: 'failed',
        error_code: 'AUTHORIZER_FAILURE',
      });
    });

    test('are fetched again soon after', async () => {
      issuer.answer(undefined);
      await pause();

      expect(await toolsFor(token, cold.url)).toContain('search_policy');
    });

    /** A little more than the server rests after it could not have them. */
    const pause = () => setTimeout(1_050);
  });
});
