import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  authorizationUrl,
  callback,
  claimsOf,
  exchange,
  newCodeVerifier,
  obtainTokens,
  postRegistration,
  postToken,
  refresh,
  register,
  signIn,
} from './app.ts';
import { type RunningServer, startServer } from './running-server.ts';
import { createVisitor } from './visitor.ts';

// From the start, since oidc-provider warns once a process.
const printed = [vi.spyOn(console, 'info'), vi.spyOn(console, 'warn'), vi.spyOn(console, 'error')];

let dataDir: string;
let server: RunningServer;
let clientId: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'authorization-server-'));
  server = await startServer(dataDir);
  clientId = await register(server);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true });
});

async function json(path: string): Promise<Record<string, unknown>> {
  return (await fetch(`${server.issuer}${path}`)).json() as Promise<Record<string, unknown>>;
}

/** Asks for the metadata with a Host header of one's own, which fetch does not allow. */
function askAs(host: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const url = `${server.issuer}/.well-known/oauth-authorization-server`;
    request(url, { headers: { Host: host } }, async (response) => {
      resolve({ status: response.statusCode!, body: await text(response) });
    })
      .on('error', reject)
      .end();
  });
}

/** What a client is told at its callback when the request was refused before any page. */
async function refusal(changes: Record<string, string | undefined>): Promise<URLSearchParams> {
  const url = authorizationUrl(server, clientId, newCodeVerifier(), changes);
  const page = await createVisitor().visit(url);
  expect(page.url.href).toContain(callback);
  return page.url.searchParams;
}

describe('metadata', () => {
  test('names the issuer, the endpoints on its origin, S256 alone and public clients alone', async () => {
    const metadata = await json('/.well-known/oauth-authorization-server');

    const { issuer } = server;
    expect(metadata).toMatchObject({
      issuer,
      authorization_endpoint: `${issuer}/oauth/authorize`,
      token_endpoint: `${issuer}/oauth/token`,
      registration_endpoint: `${issuer}/oauth/register`,
      revocation_endpoint: `${issuer}/oauth/revoke`,
      jwks_uri: `${issuer}/oauth/jwks`,
      code_challenge_methods_supported: ['S256'],
      response_types_supported: ['code'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_methods_supported: ['none'],
      scopes_supported: ['read', 'write', 'admin', 'openid', 'offline_access'],
      authorization_response_iss_parameter_supported: true,
    });
  });

  test('is the same at each of its addresses', async () => {
    const metadata = await json('/.well-known/oauth-authorization-server');

    expect(await json('/.well-known/oauth-authorization-server/mcp')).toEqual(metadata);
    expect(await json('/.well-known/openid-configuration')).toEqual(metadata);
  });

  test('offers nothing that is not served', async () => {
    const metadata = await json('/.well-known/oauth-authorization-server');

    const endpoints = Object.keys(metadata).filter((name) => name.endsWith('_endpoint'));
    expect(endpoints.sort()).toEqual([
      'authorization_endpoint',
      'registration_endpoint',
      'revocation_endpoint',
      'token_endpoint',
    ]);
  });

  test('publishes the public half of the signing key only', async () => {
    const { keys } = (await json('/oauth/jwks')) as { keys: Record<string, string>[] };

    expect(keys).toHaveLength(1);
    expect(Object.keys(keys[0]!).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });
});

describe('registration', () => {
  test('makes every app a public native client, whatever it asks to be', async () => {
    const response = await postRegistration(server.issuer, {
      application_type: 'web',
      token_endpoint_auth_method: 'client_secret_post',
      scope: 'read',
      jwks_uri: 'https://app.example/jwks',
    });
    const registered = (await response.json()) as Record<string, unknown>;

    expect(response.status).toBe(201);
    expect(registered).toMatchObject({ application_type: 'native', token_endpoint_auth_method: 'none' });
    expect(registered).toMatchObject({ grant_types: ['authorization_code', 'refresh_token'] });
    for (const dropped of ['client_secret', 'scope', 'jwks_uri'])
      expect(registered).not.toHaveProperty(dropped);
  });

  test.each([
    'http://localhost:33418/',
    'http://[::1]:1234/callback',
    'https://claude.ai/api/mcp/auth_callback',
    'cursor://anysphere.cursor-mcp/oauth/callback',
  ])('accepts the redirect URI %s', async (uri) => {
    const response = await postRegistration(server.issuer, { redirect_uris: [uri] });

    expect(response.status).toBe(201);
  });

  test.each([
    'http://app.example/callback',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'https://app.example/#fragment',
    'not a URL',
  ])('refuses the redirect URI %s', async (uri) => {
    const response = await postRegistration(server.issuer, { redirect_uris: [uri] });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_redirect_uri' });
  });

  test.each([
    [
      {
        grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
      },
    ],
    [{ grant_types: ['authorization_code', 'refresh_token', 'client_credentials'] }],
    [{ client_uri: '', logo_uri: '', policy_uri: '', tos_uri: '' }],
    [{ response_types: ['code', 'token'] }],
  ])('keeps of %j what there is, and answers what was registered', async (requested) => {
    const response = await postRegistration(server.issuer, requested);

    expect(response.status).toBe(201);
    const registered = await response.json();
    expect(registered).toMatchObject({
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    });
    expect(registered).not.toHaveProperty('client_uri');
  });

  test.each([[['client_credentials']], [['password']]])(
    'refuses an app that can only use %j',
    async (grant_types) => {
      expect((await postRegistration(server.issuer, { grant_types })).status).toBe(400);
    },
  );

  test('lets a page of this computer register from the browser, and no other page', async () => {
    const preflight = (origin: string) =>
      fetch(`${server.issuer}/oauth/register`, {
        method: 'OPTIONS',
        headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
      });

    const local = await preflight('http://localhost:6274');
    const foreign = await preflight('https://evil.example');

    expect(local.headers.get('Access-Control-Allow-Origin')).toBe('http://localhost:6274');
    expect(foreign.headers.get('Access-Control-Allow-Origin')).toBeNull();
  });
});

describe('authorization code', () => {
  test('is exchanged for a token for the MCP URL, signed with the published key', async () => {
    const tokens = await obtainTokens(server, clientId, { name: 'minji' });

    const jwks = createRemoteJWKSet(new URL(`${server.issuer}/oauth/jwks`));
    const { issuer, resource: audience } = server;
    const { payload } = await jwtVerify(tokens.access_token, jwks, {
      issuer,
      audience,
      algorithms: ['RS256'],
    });
    expect(payload).toMatchObject({ sub: 'minji', client_id: clientId, scope: 'read write' });
    expect(payload.exp! - payload.iat!).toBe(3600);
    expect(payload.jti).toEqual(expect.any(String));
    expect(decodeProtectedHeader(tokens.access_token).typ).toBe('at+jwt');
  });

  test('comes back with the state and the issuer', async () => {
    const page = await signIn(authorizationUrl(server, clientId, newCodeVerifier()));

    expect(Object.fromEntries(page.url.searchParams)).toEqual({
      code: expect.any(String),
      state: 'some-state',
      iss: server.issuer,
    });
  });

  test('reaches a loopback callback on any port', async () => {
    const redirect_uri = callback.replace('7777', '7778');
    const page = await signIn(authorizationUrl(server, clientId, newCodeVerifier(), { redirect_uri }));

    expect(page.url.href).toContain(`${redirect_uri}?code=`);
  });

  test('is for the MCP URL also when the app names no resource', async () => {
    const tokens = await obtainTokens(server, clientId, { changes: { resource: undefined } });

    expect(claimsOf(tokens).aud).toBe(server.resource);
  });

  test('offers all scopes to an app that asks for none', async () => {
    const tokens = await obtainTokens(server, clientId, { changes: { scope: undefined } });

    expect(tokens.scope).toBe('read write admin');
  });

  test('brings an ID token to an app that asks for openid', async () => {
    const tokens = await obtainTokens(server, clientId, { changes: { scope: 'openid read' } });

    expect(tokens).toMatchObject({ scope: 'read', id_token: expect.any(String) });
  });

  test('is not exchanged with a wrong verifier, nor without one', async () => {
    const page = await signIn(authorizationUrl(server, clientId, newCodeVerifier()));
    const code = page.url.searchParams.get('code')!;

    expect(await exchange(server, clientId, code, newCodeVerifier())).toMatchObject({
      error: 'invalid_grant',
    });
    expect(await exchange(server, clientId, code, '')).toMatchObject({ error: 'invalid_grant' });
  });

  test('is not exchanged for another resource', async () => {
    const codeVerifier = newCodeVerifier();
    const page = await signIn(authorizationUrl(server, clientId, codeVerifier));
    const code = page.url.searchParams.get('code')!;

    const answer = await exchange(server, clientId, code, codeVerifier, {
      resource: 'https://evil.example/mcp',
    });

    expect(answer).toMatchObject({ status: 400, error: 'invalid_target' });
  });

  test('used twice ends what the first use was given', async () => {
    const codeVerifier = newCodeVerifier();
    const page = await signIn(authorizationUrl(server, clientId, codeVerifier));
    const code = page.url.searchParams.get('code')!;
    const tokens = await exchange(server, clientId, code, codeVerifier);

    expect(await exchange(server, clientId, code, codeVerifier)).toMatchObject({ error: 'invalid_grant' });
    expect(await refresh(server, clientId, tokens.refresh_token)).toMatchObject({ error: 'invalid_grant' });
  });

  test('is refused without PKCE, and with plain PKCE', async () => {
    const none = await refusal({ code_challenge: undefined, code_challenge_method: undefined });
    const plain = await refusal({ code_challenge_method: 'plain' });
    const unnamed = await refusal({ code_challenge_method: undefined });

    for (const answer of [none, plain, unnamed]) expect(answer.get('error')).toBe('invalid_request');
    expect(none.get('error_description')).toContain('PKCE');
    expect(plain.get('error_description')).toContain('code_challenge_method');
  });

  test('is for the MCP URL also under this computer’s other name', async () => {
    const resource = server.resource.replace('127.0.0.1', 'localhost');
    const code_verifier = newCodeVerifier();
    const page = await signIn(authorizationUrl(server, clientId, code_verifier, { resource }));
    const answer = await postToken(server, {
      grant_type: 'authorization_code',
      client_id: clientId,
      code: page.url.searchParams.get('code')!,
      code_verifier,
      redirect_uri: callback,
      resource,
    });

    expect(claimsOf(answer)).toMatchObject({ aud: server.resource });
  });

  test('is refused for another resource', async () => {
    const answer = await refusal({ resource: 'https://evil.example/mcp' });

    expect(answer.get('error')).toBe('invalid_target');
    expect(answer.get('error_description')).toContain(server.resource);
  });

  test('never goes to a redirect URI that is not registered', async () => {
    const redirect_uri = 'https://evil.example/callback';
    const page = await createVisitor().visit(
      authorizationUrl(server, clientId, newCodeVerifier(), { redirect_uri }),
    );

    expect(page.url.origin).toBe(server.issuer);
    expect(page.status).toBe(400);
    expect(page.body).toContain('redirect_uri');
  });

  test('is refused to an app that is not registered, on a page and not by a redirect', async () => {
    const page = await createVisitor().visit(authorizationUrl(server, 'nobody', newCodeVerifier()));

    expect(page.url.origin).toBe(server.issuer);
    expect(page.status).toBe(400);
    expect(page.body).toContain('This server does not know the app');
  });
});

describe('refresh token', () => {
  test('is given without offline_access, and each use brings a new one for the same scopes', async () => {
    const first = await obtainTokens(server, clientId, { ticked: ['read'] });
    const second = await refresh(server, clientId, first.refresh_token);

    expect(second.status).toBe(200);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(claimsOf(second)).toMatchObject({ sub: 'alice', aud: server.resource, scope: 'read' });
  });

  test('used twice is refused, and the one that followed it is dead too', async () => {
    const first = await obtainTokens(server, clientId);
    const second = await refresh(server, clientId, first.refresh_token);

    vi.setSystemTime(Date.now() + 11_000);
    const reuse = await refresh(server, clientId, first.refresh_token);
    const afterReuse = await refresh(server, clientId, second.refresh_token);

    expect(reuse).toMatchObject({ status: 400, error: 'invalid_grant' });
    expect(afterReuse).toMatchObject({ status: 400, error: 'invalid_grant' });
    vi.useRealTimers();
  });

  test('sent again within moments, as after a lost answer, brings tokens that go on working', async () => {
    const { refresh_token } = await obtainTokens(server, clientId);

    const answers = await Promise.all([1, 2, 3].map(() => refresh(server, clientId, refresh_token)));
    const repeated = await refresh(server, clientId, refresh_token);

    expect([...answers, repeated].map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    for (const answer of answers) {
      expect(await refresh(server, clientId, answer.refresh_token)).toMatchObject({ status: 200 });
    }
  });

  test('of one app is of no use to another', async () => {
    const { refresh_token } = await obtainTokens(server, clientId);
    const other = await register(server);

    expect(await refresh(server, other, refresh_token)).toMatchObject({ error: 'invalid_grant' });
  });

  test('brings no token for another resource, nor for a scope that was not granted', async () => {
    const { refresh_token } = await obtainTokens(server, clientId, { ticked: ['read'] });
    const body = { grant_type: 'refresh_token', client_id: clientId, refresh_token };

    const scoped = await postToken(server, { ...body, scope: 'read admin' });
    const foreign = await postToken(server, { ...body, resource: 'https://evil.example/mcp' });

    expect(scoped).toMatchObject({ error: 'invalid_scope' });
    expect(foreign).toMatchObject({ error: 'invalid_target' });
  });

  test('can be revoked, by its own app alone', async () => {
    const revoke = (client_id: string, token: string) =>
      fetch(`${server.issuer}/oauth/revoke`, {
        method: 'POST',
        body: new URLSearchParams({ client_id, token }),
      });
    const first = await obtainTokens(server, clientId);

    expect((await revoke(await register(server), first.refresh_token)).status).toBe(200);
    const second = await refresh(server, clientId, first.refresh_token);
    expect(second.status).toBe(200);

    expect((await revoke(clientId, second.refresh_token)).status).toBe(200);
    expect(await refresh(server, clientId, second.refresh_token)).toMatchObject({ error: 'invalid_grant' });
  });
});

describe('a request from elsewhere', () => {
  test('that comes by a name which only points here is refused', async () => {
    const { status } = await askAs('evil.example');

    expect(status).toBe(403);
  });

  test('that comes by localhost is told the same addresses as any other', async () => {
    const { status, body } = await askAs(`localhost:${new URL(server.issuer).port}`);

    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual(await json('/.well-known/oauth-authorization-server'));
  });

  test('cannot fetch tokens in a page that is not the app’s own', async () => {
    const askFrom = (Origin: string) =>
      fetch(`${server.issuer}/oauth/token`, {
        method: 'POST',
        headers: { Origin },
        body: new URLSearchParams({ grant_type: 'refresh_token', client_id: clientId, refresh_token: 'x' }),
      });

    const own = await askFrom(new URL(callback).origin);
    const foreign = await askFrom('https://evil.example');

    expect(own.headers.get('Access-Control-Allow-Origin')).toBe(new URL(callback).origin);
    expect(foreign.headers.get('Access-Control-Allow-Origin')).toBeNull();
    expect(await foreign.json()).toMatchObject({ error: 'invalid_request' });
  });
});

test('oidc-provider has had nothing to say about defaults that were left in place', () => {
  for (const channel of printed) expect(channel).not.toHaveBeenCalled();
});
