import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mintToken } from '../../scripts/local/mint-token.ts';
import { loadSigningKeys, type SigningKeys } from '../../scripts/local/signing-keys.ts';

const request = {
  subject: 'alice',
  scope: 'read write',
  audience: 'http://127.0.0.1:3000/mcp',
  issuer: 'http://127.0.0.1:3000',
  expiresInSeconds: 60,
  clientId: 'npm-run-token',
};

let dataDir: string;
let keys: SigningKeys;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'mint-token-'));
  keys = await loadSigningKeys(dataDir);
});

afterAll(() => rm(dataDir, { recursive: true }));

test('mints an access token that the published key verifies', async () => {
  const token = await mintToken(keys, request);

  const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(keys.publicJwks), {
    issuer: request.issuer,
    audience: request.audience,
  });
  expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'at+jwt', kid: keys.publicJwks.keys[0]!.kid });
  expect(payload).toMatchObject({ sub: 'alice', client_id: 'npm-run-token', scope: 'read write' });
  expect(payload.exp! - payload.iat!).toBe(60);
});

test('gives every token an id of its own', async () => {
  const [first, second] = await Promise.all([mintToken(keys, request), mintToken(keys, request)]);

  expect(first).not.toBe(second);
});

test('mints an expired token for a negative lifetime', async () => {
  const token = await mintToken(keys, { ...request, expiresInSeconds: -1 });

  const verified = jwtVerify(token, createLocalJWKSet(keys.publicJwks));
  await expect(verified).rejects.toThrow(errors.JWTExpired);
});
