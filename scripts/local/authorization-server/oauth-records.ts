import { readFileSync } from 'node:fs';
import { type Adapter, errors, type Payload } from 'oidc-provider';
import * as z from 'zod';
import { replaceFile } from '../write-atomically.ts';

/**
 * A client that lost the answer to a refresh, or that runs twice, sends the same token again within seconds. Later
 * reuse indicates a stolen token and revokes the grant (RFC 9700 §4.14.2).
 */
const refreshGraceSeconds = 10;

/**
 * Stores oidc-provider's records (registrations, grants, refresh tokens, sessions) in one JSON file. A change is
 * confirmed only after it is on disk, so a restart loses nothing that a client relies on.
 */
export function openRecords(file: string): (model: string) => Adapter {
  const records = new Map(Object.entries(readRecords(file)));

  function find(key: string): Payload | undefined {
    const record = records.get(key);
    return record && !hasExpired(record) ? record.payload : undefined;
  }

  const save = sharingRuns(async () => {
    for (const [key, record] of records) if (hasExpired(record)) records.delete(key);
    await replaceFile(file, JSON.stringify(Object.fromEntries(records)));
  });

  return (model) => {
    const keyOf = (id: string) => `${model}:${id}`;
    const keysWhere = (matches: (payload: Payload) => boolean) =>
      [...records]
        .filter(([key, { payload }]) => key.startsWith(`${model}:`) && matches(payload))
        .map(([key]) => key);

    return {
      async upsert(id, payload, expiresInSeconds) {
        records.set(keyOf(id), {
          payload,
          ...(expiresInSeconds && { expiresAt: Date.now() + expiresInSeconds * 1000 }),
        });
        await save();
      },

      async find(id) {
        const payload = find(keyOf(id));
        if (!payload || !isInGrace(model, payload)) return payload;
        const { consumed: _, ...unused } = payload;
        return unused;
      },

      async findByUid(uid) {
        const [key] = keysWhere((payload) => payload.uid === uid);
        return key === undefined ? undefined : find(key);
      },

      async findByUserCode() {
        return undefined; // only the device flow has user codes, and it is disabled
      },

      async consume(id) {
        const payload = find(keyOf(id));
        if (payload && !payload.consumed) {
          payload.consumed = Math.floor(Date.now() / 1000);
          return save();
        }
        if (payload && isInGrace(model, payload)) return;
        // oidc-provider checked the token earlier, so two concurrent requests may both have found it unused. The second
        // one counts as reuse and revokes the grant.
        records.delete(`Grant:${payload?.grantId}`);
        await save();
        throw new errors.InvalidGrant(`${model} already used`);
      },

      async destroy(id) {
        if (records.delete(keyOf(id))) await save();
      },

      async revokeByGrantId(grantId) {
        for (const key of keysWhere((payload) => payload.grantId === grantId)) records.delete(key);
        await save();
      },
    };
  };
}

function isInGrace(model: string, { consumed }: Payload): boolean {
  if (model !== 'RefreshToken' || typeof consumed !== 'number') return false;
  return Math.floor(Date.now() / 1000) - consumed < refreshGraceSeconds;
}

const recordSchema = z.object({
  payload: z.looseObject({ uid: z.string().optional(), grantId: z.string().optional() }),
  expiresAt: z.number().optional(),
});

function hasExpired(record: z.infer<typeof recordSchema>): boolean {
  return record.expiresAt !== undefined && record.expiresAt <= Date.now();
}

function readRecords(file: string): Record<string, z.infer<typeof recordSchema>> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  try {
    return z.record(z.string(), recordSchema).parse(JSON.parse(text));
  } catch {
    throw new Error(`${file} is damaged. Delete it and start again; every app signs in anew.`);
  }
}

/**
 * Combines concurrent calls: calls during a run share the next run, so each is answered by a run that began after it.
 */
function sharingRuns(run: () => Promise<void>): () => Promise<void> {
  let current = Promise.resolve();
  let next: Promise<void> | undefined;
  return () => {
    next ??= current
      .catch(() => {})
      .then(() => {
        next = undefined;
        current = run();
        return current;
      });
    return next;
  };
}
