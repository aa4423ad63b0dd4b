import { createHash, createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { createSha256 } from '../../lambda/dynamodb/sha256.ts';

const Sha256 = createSha256();
const parts = ['PutItem', '재고', ''].map((part) => Buffer.from(part));

test.each([
  ['without a key', undefined, () => createHash('sha256')],
  ['with a key', 'secret', () => createHmac('sha256', 'secret')],
])('the digest %s covers every part handed in', async (_, key, expected) => {
  const checksum = new Sha256(key);
  for (const part of parts) checksum.update(part);
  expect(Buffer.from(await checksum.digest())).toEqual(expected().update(Buffer.concat(parts)).digest());
  checksum.reset();
  checksum.update(parts[1]!);
  expect(Buffer.from(await checksum.digest())).toEqual(expected().update(parts[1]!).digest());
});

test('the signer looks its key up by one HMAC, which is made once', async () => {
  const digestOf = (text: string, key = 'secret') => {
    const checksum = new Sha256(key);
    checksum.update(Buffer.from(text));
    return checksum.digest();
  };
  const first = await digestOf('AKIA1');

  expect(await digestOf('AKIA1')).toBe(first);
  for (const [text, key] of [
    ['AKIA2', 'secret'],
    ['AKIA1', 'another secret'],
    ['AKIA1', 'secret'],
  ] as const) {
    const expected = createHmac('sha256', key).update(text).digest();
    expect(Buffer.from(await digestOf(text, key))).toEqual(expected);
  }
});
