import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Item } from './command-inputs.ts';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Attributes of an item that hold a value as compressed JSON; DynamoDB takes items of up to 400 KB. */
export async function packJson(
  value: unknown,
): Promise<{ readonly data: string; readonly checksum: string }> {
  const data = (await compress(JSON.stringify(value))).toString('base64');
  return { data, checksum: hash('sha256', data) };
}

/** Undefined for what is damaged. */
export async function unpackJson({ data, checksum }: Item): Promise<unknown> {
  if (typeof data !== 'string' || hash('sha256', data) !== checksum) return undefined;
  return JSON.parse(String(await decompress(Buffer.from(data, 'base64'))));
}
