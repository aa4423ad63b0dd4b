import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { AuditLine } from '../observability/audit-line.ts';
import type { PersonKey } from './person-keys.ts';

const algorithm = 'aes-256-gcm';
const nonceLength = 12;
const tagLength = 16;

/**
 * Replaces the caller's id by the pseudonym and encrypts identity, input and result into `sealed`. Time, tool, outcome
 * and client stay readable.
 */
export function sealRecord(record: AuditLine, { pseudonym, key }: PersonKey): AuditLine {
  const { iss, sub, caller_id, input, result, missed_words, ...open } = record;
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(placeOf(record));
  const text = JSON.stringify({ iss, sub, caller_id, input, result, missed_words });
  const parts = [cipher.update(text, 'utf8'), cipher.final()];
  const sealed = Buffer.concat([nonce, ...parts, cipher.getAuthTag()]).toString('base64');
  return { ...open, caller_id: pseudonym, sealed };
}

/** The original record; undefined when the key does not match or the record was changed. */
export function unsealRecord(record: AuditLine, key: Buffer): AuditLine | undefined {
  const { sealed, ...open } = record;
  const bytes = Buffer.from(String(sealed), 'base64');
  try {
    const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceLength))
      .setAAD(placeOf(record))
      .setAuthTag(bytes.subarray(-tagLength));
    const text = Buffer.concat([decipher.update(bytes.subarray(nonceLength, -tagLength)), decipher.final()]);
    return { ...open, ...JSON.parse(text.toString()) };
  } catch {
    return undefined;
  }
}

/** Authenticated with the encrypted part, which therefore cannot be moved to another record. */
function placeOf({ request_id, time }: AuditLine): Buffer {
  return Buffer.from(JSON.stringify([request_id, time]));
}
