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
