import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auth } from '@modelcontextprotocol/client';
import { auth as authV1 } from '@modelcontextprotocol/sdk/client/auth.js';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HttpsSite, startHttpsSite } from '../support/https-site.ts';
import { signIn } from './app.ts';
import { type RunningServer, startServer } from './running-server.ts';
import { createSdkApp, type SdkApp } from './sdk-app.ts';

const redirectUri = 'http://127.0.0.1:7777/callback';

let dataDir: string;
let server: RunningServer;
let site: HttpsSite;
let clientMetadataUrl: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sdk-client-'));
  server = await startServer(dataDir);
  site = await startHttpsSite((_request, response) =>
    response.end(
      JSON.stringify({ client_id: clientMetadataUrl, client_name: 'SDK app', redirect_uris: [redirectUri] }),
    ),
  );
  clientMetadataUrl = `${site.origin}/client.json`;
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true });
});

type Auth = typeof auth;
const generations: [string, Auth][] = [
  ['v2', auth],
  ['v1', authV1 as unknown as Auth],
];

/** As far as the redirect back to the app. */
async function comeBack(auth: Auth, app: SdkApp): Promise<Record<string, string>> {
  expect(await auth(app, { serverUrl: server.resource })).toBe('REDIRECT');
  const { url } = await signIn(app.opened!, { name: 'bob' });
  return Object.fromEntries(url.searchParams);
}

describe.each(generations)('the official client %s, which knows the URL alone,', (_, auth) => {
  test.each([
    ['by the document that it publishes', () => clientMetadataUrl],
    ['by registration', () => undefined],
  ])('becomes known %s, signs in with its own PKCE and refreshes', async (_, documentUrl) => {
    const app = createSdkApp(redirectUri, documentUrl());
    const serverUrl = server.resource;

    const { code, iss, state } = await comeBack(auth, app);
    expect(state).toBe('state-of-the-app');
    expect(await auth(app, { serverUrl, authorizationCode: code!, iss: iss! })).toBe('AUTHORIZED');

    const first = app.tokens()!;
    const { client_id } = (await app.clientInformation())!;
    expect(client_id === clientMetadataUrl).toBe(documentUrl() !== undefined);
    expect(decodeJwt(first.access_token)).toMatchObject({
      sub: 'bob',
      aud: serverUrl,
      client_id,
      scope: 'read write admin',
    });

    expect(await auth(app, { serverUrl })).toBe('AUTHORIZED');
    expect(app.tokens()!.refresh_token).not.toBe(first.refresh_token);
  });
});

test.each([
  ['of another issuer', 'https://evil.example'],
  ['without an issuer', undefined],
])('the official client, told that it always comes, refuses an answer %s', async (_, iss) => {
  const app = createSdkApp(redirectUri, clientMetadataUrl);
  const { code } = await comeBack(auth, app);

  const exchange = auth(app, {
    serverUrl: server.resource,
    authorizationCode: code!,
    ...(iss && { iss }),
  });

  await expect(exchange).rejects.toThrow(/iss/i);
  expect(app.tokens()).toBeUndefined();
});
