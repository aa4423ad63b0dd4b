import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import * as z from 'zod';
import { createFileOnce } from './write-atomically.ts';

export interface SigningKeys {
  privateJwk: JWK;
  publicJwks: { keys: JWK[] };
  cookieKeys: string[];
  stateKeys: string[];
}

/**
 * The keys in this data directory, created at the first call; tokens and sessions are valid as long as `keys.json`
 * exists.
 */
export async function loadSigningKeys(dataDir: string): Promise<SigningKeys> {
  const file = join(dataDir, 'keys.json');
  const existing = await readKeys(file);
  if (existing) return existing;

  await createFileOnce(file, JSON.stringify(await generateKeys(), null, 2));
  // Another process may have created the file first, and then its keys apply.
  const created = await readKeys(file);
  if (!created) throw new Error(`${file} disappeared while it was being created: start again.`);
  return created;
}

const part = z.string().min(1);
const secret = z.string().min(32);
const keyFile = z.object({
  privateJwk: z.object({
    kty: z.literal('RSA'),
    alg: z.literal('RS256'),
    use: z.literal('sig'),
    kid: part,
    n: part,
    e: part,
    d: part,
    p: part,
    q: part,
    dp: part,
    dq: part,
    qi: part,
  }),
  cookieKeys: z.array(secret).min(1),
  stateKeys: z.array(secret).min(1),
});

type KeyFile = z.infer<typeof keyFile>;

async function readKeys(file: string): Promise<SigningKeys | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;

  const keys = parseKeys(file, text);
  const { kty, n, e, alg, use, kid } = keys.privateJwk;
  return { ...keys, publicJwks: { keys: [{ kty, n, e, alg, use, kid }] } };
}

function parseKeys(file: string, text: string): KeyFile {
  try {
    return keyFile.parse(JSON.parse(text));
  } catch {
    // Omits the parser's message: it quotes the file, which is secret.
    throw new Error(`${file} is damaged. Delete it and start again; all users sign in again.`);
  }
}

async function generateKeys(): Promise<KeyFile> {
  const { privateKey } = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  return keyFile.parse({
    privateJwk: { ...jwk, alg: 'RS256', use: 'sig', kid },
    cookieKeys: [randomSecret()],
    stateKeys: [randomSecret()],
  });
}

function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}
