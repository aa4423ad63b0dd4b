import { lookup } from 'node:dns/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fetchClientMetadata } from '../../scripts/local/authorization-server/client-metadata-fetch.ts';
import { fetchClientDocument } from '../../scripts/local/authorization-server/known-client-documents.ts';
import { type HttpsSite, startHttpsSite } from '../support/https-site.ts';
import {
  authorizationUrl,
  callback,
  claimsOf,
  newCodeVerifier,
  obtainTokens,
  register,
  signIn,
} from './app.ts';
import { type RunningServer, startServer } from './running-server.ts';
import { createVisitor } from './visitor.ts';

let dataDir: string;
let server: RunningServer;
let site: HttpsSite;

/** On most machines the name of their own is in /etc/hosts. */
const hostIsLoopback = await lookup(hostname()).then(
  ({ address }) => address.startsWith('127.'),
  () => false,
);
if (!hostIsLoopback) console.warn(`${hostname()} is no loopback address here: one test is left out.`);

/** What the site says at each path. A document names itself. */
const documents: Record<string, (id: string) => { status?: number; location?: string; body: string }> = {
  '/app.json': (client_id) => document({ client_id }),
  '/vs-code.json': (client_id) =>
    document({
      client_id,
      grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      application_type: 'native',
    }),
  '/other-id.json': () => document({ client_id: 'https://other.example/app.json' }),
  '/secret.json': (client_id) => document({ client_id, client_secret: 'not-so-secret' }),
  '/shared-secret-method.json': (client_id) =>
    document({ client_id, token_endpoint_auth_method: 'client_secret_post' }),
  '/script.json': (client_id) => document({ client_id, redirect_uris: ['javascript:alert(1)'] }),
  '/no-redirect.json': (client_id) => document({ client_id, redirect_uris: [] }),
  '/plain-http.json': (client_id) => document({ client_id, redirect_uris: ['http://app.example/callback'] }),
  '/large.json': (client_id) => document({ client_id, client_name: 'x'.repeat(6_000) }),
  '/moved.json': () => ({ status: 302, location: '/app.json', body: '' }),
  '/missing.json': () => ({ status: 404, body: 'no' }),
  '/list.json': () => ({ body: '[]' }),
  '/text.json': () => ({ body: 'client_id: x' }),
};

function document(metadata: object) {
  return { body: JSON.stringify({ client_name: 'Published app', redirect_uris: [callback], ...metadata }) };
}

beforeAll(async () => {
  site = await startHttpsSite((request, response) => {
    if (request.url === '/endless.json') return void response.writeHead(200).write('{');
    const { status = 200, location, body } = documents[request.url!]!(`${site.origin}${request.url}`);
    response.writeHead(status, location ? { location } : {}).end(body);
  });
  dataDir = await mkdtemp(join(tmpdir(), 'client-metadata-'));
  server = await startServer(dataDir);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true });
});

const openPage = (clientId: string, changes: Record<string, string | undefined> = {}) =>
  createVisitor().visit(authorizationUrl(server, clientId, newCodeVerifier(), changes));

test('the metadata offers both ways to become known, the document first', async () => {
  const response = await fetch(`${server.issuer}/.well-known/oauth-authorization-server`);

  expect(await response.json()).toMatchObject({
    client_id_metadata_document_supported: true,
    registration_endpoint: `${server.issuer}/oauth/register`,
    authorization_response_iss_parameter_supported: true,
  });
});

describe('an app that publishes its metadata', () => {
  test('signs in by the address of its document, without registration', async () => {
    const clientId = `${site.origin}/app.json`;
    const tokens = await obtainTokens(server, clientId, { name: 'minji' });

    expect(claimsOf(tokens)).toMatchObject({ sub: 'minji', client_id: clientId, aud: server.resource });
    expect(tokens.refresh_token).toEqual(expect.any(String));
  });

  test('is shown with the host of its document, every time before it gets a code', async () => {
    const visitor = createVisitor();
    const url = () => authorizationUrl(server, `${site.origin}/app.json`, newCodeVerifier());
    await signIn(url(), { visitor });

    const again = await visitor.visit(url());

    expect(again.url.origin).toBe(server.issuer);
    expect(again.body).toContain('Published app');
    expect(again.body).toContain(new URL(site.origin).host);
  });

  test('that a person has allowed opens no door to another app of the same name', async () => {
    const visitor = createVisitor();
    await signIn(authorizationUrl(server, `${site.origin}/app.json`, newCodeVerifier()), { visitor });
    const other = await register(server, { client_name: 'Published app' });

    const page = await visitor.visit(authorizationUrl(server, other, newCodeVerifier()));

    expect(page.url.origin).toBe(server.issuer);
    expect(page.body).toContain('Let Published app use Ops Assistant?');
  });

  test('reaches its loopback callback on any port, and nothing else', async () => {
    const clientId = `${site.origin}/app.json`;
    const redirect_uri = callback.replace('7777', '7778');
    const page = await signIn(authorizationUrl(server, clientId, newCodeVerifier(), { redirect_uri }));
    expect(page.url.href).toContain(`${redirect_uri}?code=`);

    for (const foreign of [
      'https://evil.example/callback',
      `${callback}/more`,
      `${callback}?x=1`,
      callback.replace('127.0.0.1', 'localhost'),
      callback.replace('http:', 'https:'),
    ]) {
      const refused = await openPage(clientId, { redirect_uri: foreign });
      expect(refused.url.origin, foreign).toBe(server.issuer);
      expect(refused.status, foreign).toBe(400);
    }
  });

  test('may name grants that are not offered here, as VS Code does', async () => {
    const tokens = await obtainTokens(server, `${site.origin}/vs-code.json`);

    expect(tokens.status).toBe(200);
  });

  test.each(Object.keys(documents).filter((path) => !['/app.json', '/vs-code.json'].includes(path)))(
    'is refused on a page, never by a redirect: %s',
    async (path) => {
      const page = await openPage(`${site.origin}${path}`);

      expect(page.url.origin).toBe(server.issuer);
      expect(page.status).toBe(400);
      expect(page.body).toMatch(/describes itself at|redirect_uris/);
    },
  );

  test('cannot keep the sign-in waiting', async () => {
    const page = await openPage(`${site.origin}/endless.json`);

    expect(page.status).toBe(400);
  });

  test('has its document fetched once for many requests', async () => {
    const before = site.requests.length;
    for (let i = 0; i < 5; i++) await openPage(`${site.origin}/app.json`);

    expect(site.requests.length - before).toBeLessThanOrEqual(1);
  });
});

describe('an address that any client can name', () => {
  test.each([
    'https://10.0.0.1/app.json',
    'https://192.168.1.1/app.json',
    'https://169.254.169.254/latest/meta-data',
    'https://100.64.0.1/app.json',
    'https://[fe80::1]/app.json',
    'https://[fd00::1]/app.json',
    'https://[::ffff:127.0.0.1]/app.json',
    'https://0.0.0.0/app.json',
    'https://127.0.0.2/app.json',
    'https://2130706434/app.json', // 127.0.0.2
    'http://127.0.0.1/app.json',
  ])('is not connected to when it is %s', async (address) => {
    await expect(fetchClientMetadata(address, {})).rejects.toThrow(/address|https|"http:" not supported/);
  });

  test.skipIf(!hostIsLoopback)('is not connected to by another name of this computer', async () => {
    const answer = fetchClientMetadata(`https://${hostname()}:${new URL(site.origin).port}/app.json`, {});

    await expect(answer).rejects.toThrow(/is a loopback address/);
  });

  test.each(['https://app.example', 'http://127.0.0.1:1/app.json', 'https://user@app.example/app.json'])(
    'is no client id when it is %s',
    async (address) => {
      const page = await openPage(address);

      expect(page.status).toBe(400);
      expect(page.url.origin).toBe(server.issuer);
    },
  );
});

// Passes with and without a network: what is published is preferred, and says the same.
test('a known host signs in where its document cannot be had', async () => {
  const address = 'https://claude.ai/oauth/claude-code-client-metadata';
  const document = await (await fetchClientDocument(address, {})).json();

  expect(document).toMatchObject({
    client_id: address,
    redirect_uris: expect.arrayContaining(['http://localhost/callback']),
    token_endpoint_auth_method: 'none',
  });
});

test.each([
  'https://claude.ai.invalid/oauth/claude-code-client-metadata',
  'https://apps.example.invalid/app.json',
])('and no other app does: %s', async (address) => {
  await expect(fetchClientDocument(address, {})).rejects.toThrow();
});
