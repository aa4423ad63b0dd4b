import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzipSync, gzip } from 'node:zlib';

const compress = promisify(gzip);
/** Of what is decompressed; zlib's own pieces of 16 KB take longer than the work in them. */
const chunkSize = 256 * 1_024;

/** Attributes of an item, each a value as compressed JSON, and their checksum; DynamoDB takes items of up to 400 KB. */
export async function packJson<Name extends string>(
  values: Readonly<Record<Name, unknown>>,
): Promise<Record<Name | 'checksum', string>> {
  const packed: Record<string, string> = {};
  for (const [name, value] of Object.entries(values))
    packed[name] = (await compress(JSON.stringify(value))).toString('base64');
  return { ...packed, checksum: checksumOf(Object.values(packed)) } as Record<Name | 'checksum', string>;
}

/** Whether these attributes, in the order in which they were packed, are what they were then. */
export function isIntact(item: object, names: readonly string[]): boolean {
  const attributes = item as Record<string, unknown>;
  const packed = names.map((name) => attributes[name]);
  return packed.every((each) => typeof each === 'string') && checksumOf(packed) === attributes.checksum;
}

export function unpackJson<Value>(packed: unknown): Value {
  return JSON.parse(gunzipSync(Buffer.from(packed as string, 'base64'), { chunkSize }).toString());
}

function checksumOf(packed: readonly string[]): string {
  return hash('sha256', packed.join('\n'));
}
