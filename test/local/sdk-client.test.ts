import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auth } from '@modelcontextprotocol/client';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn } from './app.ts';
import { type RunningServer, startServer } from './running-server.ts';
import { createSdkApp } from './sdk-app.ts';

let dataDir: string;
let server: RunningServer;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sdk-client-'));
  server = await startServer(dataDir);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true });
});

test('the official client finds the server, registers, signs in with its own PKCE and refreshes', async () => {
  const app = createSdkApp('http://127.0.0.1:7777/callback');
  const serverUrl = server.resource;

  expect(await auth(app, { serverUrl })).toBe('REDIRECT');
  const { url } = await signIn(app.opened!, { name: 'bob' });
  const { code, iss } = Object.fromEntries(url.searchParams);
  expect(await auth(app, { serverUrl, authorizationCode: code!, iss: iss! })).toBe('AUTHORIZED');

  const first = app.tokens()!;
  expect(decodeJwt(first.access_token)).toMatchObject({
    sub: 'bob',
    aud: serverUrl,
    scope: 'read write admin',
  });

  expect(await auth(app, { serverUrl })).toBe('AUTHORIZED');
  expect(app.tokens()!.refresh_token).not.toBe(first.refresh_token);
});
