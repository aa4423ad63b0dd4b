import { randomBytes } from 'node:crypto';
import type { DynamoDB } from '../dynamodb/client.ts';
import type { Item } from '../dynamodb/command-inputs.ts';
import { keys } from '../dynamodb/table-schema.ts';

/** A person's pseudonym in the locked trail, and the key of their encrypted fields. Both are random. */
export interface PersonKey {
  readonly pseudonym: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

export function personKeyOf({ pseudonym, key }: Item): PersonKey {
  return { pseudonym: String(pseudonym), key: Buffer.from(String(key), 'base64') };
}

/**
 * The key of a caller, created if there is none; of concurrent creations one wins. The issuer is stored, because an
 * erasure finds the key by issuer and subject; the subject is not.
 */
export async function findOrMakePersonKey(
  db: Pick<DynamoDB, 'get' | 'update'>,
  callerId: string,
  issuer: string,
): Promise<PersonKey> {
  const key = keys.personKey(callerId);
  const found = await db.get(key);
  if (found) return personKeyOf(found);
  return personKeyOf(
    await db.update({
      key,
      update:
        'SET #key = if_not_exists(#key, :key), pseudonym = if_not_exists(pseudonym, :pseudonym), issuer = if_not_exists(issuer, :issuer)',
      names: { '#key': 'key' },
      values: {
        ':key': randomBytes(32).toString('base64'),
        ':pseudonym': `person-${randomBytes(9).toString('base64url')}`,
        ':issuer': issuer,
      },
    }),
  );
}
