import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openRecords } from '../../scripts/local/authorization-server/oauth-records.ts';
import {
  authorizationUrl,
  claimsOf,
  newCodeVerifier,
  obtainTokens,
  postRegistration,
  refresh,
  register,
} from './app.ts';
import { startServer } from './running-server.ts';
import { createVisitor } from './visitor.ts';

let dataDir: string;
let file: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'oauth-records-'));
  file = join(dataDir, 'authorization-server.json');
});

afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await rm(dataDir, { recursive: true });
});

describe('a restart', () => {
  test('keeps registrations, refresh tokens and the browser’s sign-in', async () => {
    const visitor = createVisitor();
    const before = await startServer(dataDir);
    const clientId = await register(before);
    const { refresh_token } = await obtainTokens(before, clientId, { visitor });
    await before[Symbol.asyncDispose]();

    await using after = await startServer(dataDir, Number(new URL(before.issuer).port));
    const tokens = await refresh(after, clientId, refresh_token);
    const consent = await visitor.visit(authorizationUrl(after, clientId, newCodeVerifier()));

    expect(claimsOf(tokens)).toMatchObject({ sub: 'alice', scope: 'read write', aud: after.resource });
    expect(consent.body).toContain('<strong>alice</strong>');
  });

  test('does not bring a used refresh token back to life', async () => {
    const before = await startServer(dataDir);
    const clientId = await register(before);
    const first = await obtainTokens(before, clientId);
    const second = await refresh(before, clientId, first.refresh_token);
    await before[Symbol.asyncDispose]();

    await using after = await startServer(dataDir, Number(new URL(before.issuer).port));
    vi.setSystemTime(Date.now() + 11_000);

    expect(await refresh(after, clientId, first.refresh_token)).toMatchObject({ error: 'invalid_grant' });
    expect(await refresh(after, clientId, second.refresh_token)).toMatchObject({ error: 'invalid_grant' });
    vi.useRealTimers();
  });

  test('over a damaged file says which one it is and what to do', async () => {
    await writeFile(file, '{"Client:1":');

    await expect(startServer(dataDir)).rejects.toThrow(`${file} is damaged. Delete it and start again`);
  });
});

test('what cannot be written is not confirmed, and the reason is printed', async () => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
  await using server = await startServer(dataDir);
  await mkdir(file); // no file can be put in the place of a directory

  const response = await postRegistration(server.issuer, {});

  expect(response.status).toBe(500);
  expect(await response.json()).toMatchObject({ error: 'server_error' });
  expect(printed.mock.calls.flat().join(' ')).toMatch(/local authorization server failed.*EISDIR/);

  await rm(file, { recursive: true });
  expect((await postRegistration(server.issuer, {})).status).toBe(201);
});

test('the file is for its owner alone and holds no expired record', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const sessions = openRecords(file)('Session');
  await sessions.upsert('short', { uid: 'a' }, 60);
  await sessions.upsert('long', { uid: 'b' }, 3600);

  vi.setSystemTime(Date.now() + 61_000);
  expect(await sessions.find('short')).toBeUndefined();
  expect(await sessions.findByUid('a')).toBeUndefined();
  await sessions.upsert('another', { uid: 'c' }, 60);

  expect(Object.keys(JSON.parse(await readFile(file, 'utf8')))).toEqual(['Session:long', 'Session:another']);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('many changes at once are all in the file when they are confirmed', async () => {
  const clients = openRecords(file)('Client');

  await Promise.all(Array.from({ length: 200 }, (_, index) => clients.upsert(`client-${index}`, {})));

  expect(Object.keys(JSON.parse(await readFile(file, 'utf8')))).toHaveLength(200);
});

test('of two requests that both found a token unused, the second is refused and ends the grant', async () => {
  const records = openRecords(file);
  await records('Grant').upsert('g', {});
  await records('AuthorizationCode').upsert('token', { grantId: 'g' });

  const [first, second] = await Promise.allSettled([
    records('AuthorizationCode').consume('token'),
    records('AuthorizationCode').consume('token'),
  ]);

  expect(first.status).toBe('fulfilled');
  expect(second).toMatchObject({ status: 'rejected', reason: { error: 'invalid_grant' } });
  expect(await records('Grant').find('g')).toBeUndefined();
});

test('a refresh token that was just used counts as unused for some seconds, and then as stolen', async () => {
  const records = openRecords(file);
  const tokens = records('RefreshToken');
  await records('Grant').upsert('g', {});
  await tokens.upsert('token', { grantId: 'g' });

  await tokens.consume('token');
  await tokens.consume('token');
  expect(await tokens.find('token')).toEqual({ grantId: 'g' });

  vi.setSystemTime(Date.now() + 11_000);
  expect(await tokens.find('token')).toMatchObject({ consumed: expect.any(Number) });
  await expect(tokens.consume('token')).rejects.toMatchObject({ error: 'invalid_grant' });
  expect(await records('Grant').find('g')).toBeUndefined();
  vi.useRealTimers();
});

test('records of one model are not found by another', async () => {
  const records = openRecords(file);
  await records('Session').upsert('same', { uid: 'x', grantId: 'g' });
  await records('RefreshToken').upsert('same', { uid: 'y', grantId: 'g' });

  await records('RefreshToken').revokeByGrantId('g');

  expect(await records('RefreshToken').find('same')).toBeUndefined();
  expect(await records('Session').find('same')).toMatchObject({ uid: 'x' });
  expect(await records('Session').findByUid('y')).toBeUndefined();
});
