import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { checksumOf } from './packed-json.ts';

const compress = promisify(gzip);

/** Attributes of an item, each a value as compressed JSON, and their checksum; DynamoDB takes items of up to 400 KB. */
export async function packJson<Name extends string>(
  values: Readonly<Record<Name, unknown>>,
): Promise<Record<Name | 'checksum', string>> {
  const packed: Record<string, string> = {};
  for (const [name, value] of Object.entries(values))
    packed[name] = (await compress(JSON.stringify(value))).toString('base64');
  return { ...packed, checksum: checksumOf(Object.values(packed)) } as Record<Name | 'checksum', string>;
}
