import { hash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';

/** Larger than the default of zlib, because each chunk has a fixed cost. */
const chunkSize = 256 * 1_024;

/** Whether these attributes, in the order of packing, match their checksum. */
export function isIntact(item: object, names: readonly string[]): boolean {
  const attributes = item as Record<string, unknown>;
  const packed = names.map((name) => attributes[name]);
  return packed.every((each) => typeof each === 'string') && checksumOf(packed) === attributes.checksum;
}

export function unpackJson<Value>(packed: unknown): Value {
  return JSON.parse(gunzipSync(Buffer.from(packed as string, 'base64'), { chunkSize }).toString());
}

export function checksumOf(packed: readonly string[]): string {
  return hash('sha256', packed.join('\n'));
}
