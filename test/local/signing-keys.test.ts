import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadSigningKeys } from '../../scripts/local/signing-keys.ts';

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'signing-keys-'));
});

afterEach(() => rm(dataDir, { recursive: true }));

test('makes an RS256 key pair and secrets once and keeps them', async () => {
  const keys = await loadSigningKeys(dataDir);

  const { n, kid, ...rest } = keys.publicJwks.keys[0]!;
  expect(rest).toEqual({ kty: 'RSA', alg: 'RS256', use: 'sig', e: 'AQAB' });
  expect(Buffer.from(n!, 'base64url')).toHaveLength(2048 / 8);
  expect(keys.privateJwk).toMatchObject({ n, kid, d: expect.any(String) });
  expect(keys.cookieKeys[0]).not.toBe(keys.stateKeys[0]);
  expect(await loadSigningKeys(dataDir)).toEqual(keys);
});

test('makes the data directory, and a file that only its owner reads', async () => {
  await loadSigningKeys(join(dataDir, 'new', 'directory'));

  const { mode } = await stat(join(dataDir, 'new', 'directory', 'keys.json'));
  expect(mode & 0o777).toBe(0o600);
});

test('gives processes that start at once the same keys, and leaves no other file', async () => {
  const module = new URL('../../scripts/local/signing-keys.ts', import.meta.url);
  const program = `
    import { loadSigningKeys } from ${JSON.stringify(module.href)};
    console.log(JSON.stringify(await loadSigningKeys(${JSON.stringify(dataDir)})));`;
  const start = () => promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);

  const [first, second, third] = await Promise.all([start(), start(), start()]);

  expect(JSON.parse(first.stdout)).toEqual(await loadSigningKeys(dataDir));
  expect(second.stdout).toBe(first.stdout);
  expect(third.stdout).toBe(first.stdout);
  expect(await readdir(dataDir)).toEqual(['keys.json']);
});

test.each(['', '{', '{}', '{"privateJwk":{"kty":"RSA"},"cookieKeys":[],"stateKeys":[]}'])(
  'says of a damaged file (%j) which one it is and what to do, and leaves it alone',
  async (text) => {
    const file = join(dataDir, 'keys.json');
    await writeFile(file, text);

    await expect(loadSigningKeys(dataDir)).rejects.toThrow(`${file} is damaged. Delete it and start again`);
    expect(await readFile(file, 'utf8')).toBe(text);
  },
);

test('says nothing of the secrets in a damaged file', async () => {
  const { cookieKeys } = await loadSigningKeys(dataDir);
  const file = join(dataDir, 'keys.json');
  await writeFile(file, (await readFile(file, 'utf8')).replace('RS256', 'RS512'));

  const error = await loadSigningKeys(dataDir).catch((error: Error) => error);

  expect(String(error)).toContain('damaged');
  expect(String(error)).not.toContain(cookieKeys[0]);
});

test('passes on what keeps it from reading the file', async () => {
  const file = join(dataDir, 'not-a-directory');
  await writeFile(file, '');

  await expect(loadSigningKeys(file)).rejects.toThrow(/ENOTDIR/);
});
