import { hash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database, Write } from 'dynalite/db/index.js';

const stateKey = 'integrity~state';
const modulus = 2 ** 48;

/** The state of the database, written with every batch. */
interface State {
  /** Number of batches. */
  readonly batches: number;
  /** Sum of the hashes of all entries; a batch can update it without reading other entries. */
  readonly sum: number;
}

/** Detects lost or changed entries. LevelDB verifies nothing when it reads, and skips data that it cannot recover. */
export interface Integrity {
  /** The batch to write instead, with the new state added. The state is used only after `written` was called. */
  extend(writes: readonly Write[]): readonly Write[];
  /** Confirms that the last extended batch was written; a `durable` one is on disk and must never be missing again. */
  written(durable: boolean): Promise<void>;
  close(): Promise<void>;
}

/**
 * Reads the whole database and throws if it differs from what was last written. The number of batches is also stored
 * outside LevelDB's files, because a database that lost its last batches is consistent in itself.
 */
export async function checkIntegrity(database: Database, path: string): Promise<Integrity> {
  const file = join(path, 'last-batch');
  const written = await readFile(file, 'utf8').catch(() => undefined);
  // A power cut can leave zeros, and a killed first start an empty file.
  if (!/^[\d\0]*$/.test(written ?? ''))
    throw new DamagedData('its file last-batch holds something else than this server writes');
  const lastBatch = Number(written) || 0;
  const { stored, entries, sum } = await readAll(database).catch((error: unknown) => {
    if (written === undefined && error instanceof DamagedData) throw new ForeignData();
    throw error;
  });

  if (stored === undefined ? lastBatch > 0 : stored.batches < lastBatch) {
    throw new DamagedData(
      `its last ${lastBatch - (stored?.batches ?? 0)} of ${lastBatch} changes are missing`,
    );
  }
  if (stored !== undefined && stored.sum !== sum) {
    throw new DamagedData(`some of its ${entries} entries are missing or changed`);
  }

  let state: State = stored ?? { batches: 0, sum };
  let next = state;
  const handle = await open(file, 'a+').then(async (created) => {
    await created.close();
    return open(file, 'r+');
  });

  return {
    extend(writes) {
      next = { batches: state.batches + 1, sum: sumAfter(database, state.sum, writes) };
      return [...writes, { type: 'put', key: stateKey, value: next }];
    },
    async written(durable) {
      state = next;
      if (durable) await handle.write(String(state.batches).padStart(16, '0'), 0);
    },
    close: () => handle.close(),
  };
}

/** The message ends the sentence "The data folder … is damaged: ". */
export class DamagedData extends Error {}

/** The database belongs to another program: nothing in it may be deleted. */
export class ForeignData extends Error {}

async function readAll(
  database: Database,
): Promise<{ stored: State | undefined; entries: number; sum: number }> {
  let entries = 0;
  let sum = 0;
  try {
    const stored = database.getSync(stateKey) as State | undefined;
    for await (const [key, value] of database.iterator({})) {
      if (key === stateKey) continue;
      entries += 1;
      sum = (sum + hashOf(key, value)) % modulus;
    }
    return { stored, entries, sum };
  } catch (cause) {
    throw new DamagedData('some of its entries cannot be read', { cause });
  }
}

function sumAfter(database: Database, before: number, writes: readonly Write[]): number {
  /** The last write of each key wins. */
  const changed = new Map(writes.map((write) => [write.key, write]));
  let sum = before;
  for (const [key, write] of changed) {
    const old = database.getSync(key);
    if (old !== undefined) sum = (sum + modulus - hashOf(key, old)) % modulus;
    if (write.type === 'put') sum = (sum + hashOf(key, write.value)) % modulus;
  }
  return sum;
}

function hashOf(key: string, value: unknown): number {
  return Number.parseInt(hash('sha1', `${key}\0${JSON.stringify(value)}`).slice(0, 12), 16);
}
