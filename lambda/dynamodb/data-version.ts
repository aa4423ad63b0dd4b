import type { DynamoDB } from './client.ts';
import type { Update, Write } from './command-inputs.ts';
import { keys } from './table-schema.ts';

/** The kinds of reference data, each of which instances keep in memory. */
export type DataKind = 'inventory' | 'policies';

/** One stamp per kind; another value means that the data of this kind is to be read again. */
export type DataVersion = Readonly<Record<DataKind, string>>;

/** An import that runs longer has crashed: then readers announce what it wrote. */
const abandonedAfterMs = 120_000;

/** Reads the stamps of both kinds with one request. */
export async function readDataVersion(db: DynamoDB, now: () => number = Date.now): Promise<DataVersion> {
  const item = await db.get(keys.dataVersion());
  const stampOf = (kind: DataKind) => {
    const imports = Number(item?.[kind] ?? 0) + Number(item?.version ?? 0);
    const startedAt = item?.[startedAttribute(kind)];
    // Also an import that began in the future, by a wrong clock.
    const abandoned = startedAt !== undefined && Math.abs(now() - Number(startedAt)) > abandonedAfterMs;
    return `${imports}${abandoned ? '+' : ''}`;
  };
  return { inventory: stampOf('inventory'), policies: stampOf('policies') };
}

/** Whether no import of either kind has ever ended in this table. */
export function isUnused({ inventory, policies }: DataVersion): boolean {
  return inventory === '0' && policies === '0';
}

/** Whether the last import of this kind stopped before it announced what it had written. */
export async function hasUnannouncedImport(db: DynamoDB, kind: DataKind): Promise<boolean> {
  return (await db.get(keys.dataVersion()))?.[startedAttribute(kind)] !== undefined;
}

/** The stamp of a kind that no import is changing; undefined while one does. */
export async function settledStamp(db: DynamoDB, kind: DataKind): Promise<string | undefined> {
  const version = await readDataVersion(db);
  return (await hasUnannouncedImport(db, kind)) ? undefined : version[kind];
}

/**
 * Writes that the transactions of an import add to their rows: the first marks the import as running, the last changes
 * the stamp, so that instances reload the data once per import. Transactions in between add nothing.
 */
export function announcement(kind: DataKind, batch: { first: boolean; last: boolean }): Update[] {
  const names = { '#started': startedAttribute(kind) };
  const key = keys.dataVersion();
  if (batch.last) {
    const update = endOfImport;
    return [{ key, update, names: { ...names, '#imports': kind }, values: { ':one': 1 } }];
  }
  if (!batch.first) return [];
  return [{ key, update: 'SET #started = :now', names, values: { ':now': Date.now() } }];
}

const endOfImport = 'ADD #imports :one REMOVE #started';

/** Whether these are the writes of an import's last transaction. */
export function endsImport(writes: readonly Write[]): boolean {
  return writes.some((write) => 'update' in write && write.update === endOfImport);
}

function startedAttribute(kind: DataKind): string {
  return `${kind}_import_started`;
}
