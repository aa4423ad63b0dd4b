import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { create, type Database, type Snapshot, type Write } from 'dynalite/db/index.js';
import { createView, type View } from './view.ts';

/** The data of one server: a folder on disk, or memory. */
export interface Storage {
  readonly database: Database;
  view(snapshot?: Snapshot): View;
  /** Runs `work` alone: after all work before it, and before any after it. Reads elsewhere go on meanwhile. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Leaves the endpoint in the folder, for whoever finds the folder taken. */
  announce(endpoint: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens the folder, or memory without one. Throws when another process has the folder open. */
export async function openStorage(path: string | undefined): Promise<Storage> {
  const store = create({ ...(path && { path }), createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
  const database = store.db;
  try {
    await database.open();
  } catch (error) {
    throw new Error(await whyNotOpened(path, error), { cause: error });
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
    close: () => exclusively(() => database.close()),
  };
}

/** Writes all of this or, if the process is killed meanwhile, nothing of it. */
export async function commit(storage: Storage, writes: readonly Write[]): Promise<void> {
  if (writes.length > 0) await storage.database.batch(writes);
}

async function whyNotOpened(path = '', error: unknown): Promise<string> {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error && 'code' in cause && cause.code === 'LEVEL_LOCKED')) {
    return `The data folder ${path} could not be opened: ${cause instanceof Error ? cause.message : cause}`;
  }
  const endpoint = await readFile(endpointFile(path), 'utf8').catch(() => '<the endpoint it printed>');
  return `Another server has the data folder ${path} open. Set DYNAMODB_ENDPOINT=${endpoint} to use that one, or stop it first.`;
}

function endpointFile(path: string): string {
  return join(path, 'endpoint');
}
