import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { create, type Database, type Snapshot, type Write } from 'dynalite/db/index.js';
import { checkIntegrity, DamagedData, ForeignData, type Integrity } from './integrity.ts';
import { createView, type View } from './view.ts';

/** The data of one server, in a folder or in memory. */
export interface Storage {
  readonly database: Database;
  view(snapshot?: Snapshot): View;
  /** Runs `work` after all earlier work and before all later work. Reads outside of it continue. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Stores the endpoint in the folder, for processes that find the folder in use. */
  announce(endpoint: string): Promise<void>;
  /** See {@link commit}. */
  batch(writes: readonly Write[], durable: boolean): Promise<void>;
  close(): Promise<void>;
}

/** Opens the folder, or memory without one. Throws if another process has the folder open, or if data in it is lost. */
export async function openStorage(path: string | undefined): Promise<Storage> {
  const store = create({ ...(path && { path }), createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
  const database = store.db;
  let integrity: Integrity | undefined;
  try {
    await database.open();
    integrity = path ? await checkIntegrity(database, path) : undefined;
  } catch (error) {
    if (database.status === 'open') await database.close();
    throw new Error(await describeOpenError(path, error), { cause: error });
  }
  if (path) await rm(endpointFile(path), { force: true });

  let lastWork: Promise<unknown> = Promise.resolve();
  function exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = lastWork.then(work);
    lastWork = result.catch(() => undefined);
    return result;
  }

  return {
    database,
    view: (snapshot) => createView(store, snapshot),
    exclusively,
    announce: async (endpoint) => {
      if (path) await writeFile(endpointFile(path), endpoint);
    },
    async batch(writes, durable) {
      if (!integrity) return database.batch(writes);
      // Not database.batch: dynalite replaced it by a version without options.
      const { batch } = Object.getPrototypeOf(database) as Database;
      await batch.call(database, integrity.extend(writes), { sync: durable });
      await integrity.written(durable);
    },
    close: () =>
      exclusively(async () => {
        await database.close();
        await integrity?.close();
      }),
  };
}

/**
 * Writes all or, if the process is killed, nothing; call it within `exclusively`. With `durable`, the writes also
 * survive a power cut; a single UpdateItem is only as durable as the next transaction.
 */
export async function commit(storage: Storage, writes: readonly Write[], durable = true): Promise<void> {
  if (writes.length > 0) await storage.batch(writes, durable);
}

const noRight = /Permission denied|Read-only file system|\bE(?:ACCES|ROFS|PERM)\b/i;

async function describeOpenError(path = '', error: unknown): Promise<string> {
  if (error instanceof ForeignData)
    return `The data folder ${path} holds the data of another program. Set DATA_DIR to a folder of this server's own.`;
  const isWrapped = error instanceof Error && !(error instanceof DamagedData);
  const cause = isWrapped && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Error && noRight.test(cause.message))
    return `The data folder ${path} cannot be written: ${cause.message}. Make it writable for this account, or set DATA_DIR to another folder.`;
  if (!(cause instanceof Error && 'code' in cause && cause.code === 'LEVEL_LOCKED')) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const what = cause instanceof DamagedData ? 'is damaged' : 'could not be opened';
    return `The data folder ${path} ${what}: ${message}. Restore a backup into a new folder (npm run restore), or begin anew without its data: npm start -- --fresh`;
  }
  const endpoint = await readFile(endpointFile(path), 'utf8').catch(() => '<the endpoint it printed>');
  return `Another server has the data folder ${path} open. Set DYNAMODB_ENDPOINT=${endpoint} to use that one, or stop it first.`;
}

function endpointFile(path: string): string {
  return join(path, 'endpoint');
}
