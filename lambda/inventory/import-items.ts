import type { DynamoDB } from '../dynamodb/client.ts';
import type { Write } from '../dynamodb/command-inputs.ts';
import { compareRows, type ImportDiff, type OnProgress } from '../dynamodb/compare-rows.ts';
import { announcement, hasUnannouncedImport } from '../dynamodb/data-version.ts';
import { retryTransaction } from '../dynamodb/retry-transaction.ts';
import { keys } from '../dynamodb/table-schema.ts';
import { type InventoryItem, readInventory } from './item.ts';

type Optional = 'status' | 'last_updated';

/** An item from a file. Missing fields keep their stored values; a missing date becomes the day of the last change. */
export type ItemRow = Omit<InventoryItem, Optional> & {
  readonly [Field in Optional]?: InventoryItem[Field] | undefined;
};

/** DynamoDB accepts 100 writes per transaction, and one may be the announcement of the import. */
const batchSize = 99;

/**
 * Stores new and changed items; stored items that are missing in `rows` remain, unless `deleteMissing` is set. The last
 * batch is written in one transaction with the stamp that announces the import.
 */
export async function importItems(
  db: DynamoDB,
  rows: readonly ItemRow[],
  onProgress: OnProgress = () => undefined,
  { deleteMissing = false }: { readonly deleteMissing?: boolean } = {},
): Promise<ImportDiff> {
  const stored = new Map((await readInventory(db)).map((item) => [item.item_id, item]));
  const { due, ...changes } = compareRows(rows.map(withoutDate), stored, (item) => item.item_id);
  const present = new Set(rows.map(({ item_id }) => item_id));
  const removed = deleteMissing ? [...stored.keys()].filter((id) => !present.has(id)) : [];
  onProgress(changes.unchanged);

  const today = new Date().toISOString().slice(0, 10);
  const puts = due.map((row) => {
    const item = { status: 'available', ...stored.get(row.item_id), last_updated: today, ...row };
    return { put: { ...keys.item(row.item_id), ...item } };
  });
  const deletes = removed.map((id) => ({ delete: keys.item(id) }));
  await writeInBatches(db, [...puts, ...deletes], (done) =>
    onProgress(changes.unchanged + Math.min(done, puts.length)),
  );
  return { ...changes, removed };
}

export async function deleteItems(db: DynamoDB, ids: readonly string[]): Promise<void> {
  await writeInBatches(
    db,
    ids.map((id) => ({ delete: keys.item(id) })),
  );
}

/** Items from a file without dates must not count as changed by their date. */
function withoutDate({ last_updated, ...row }: ItemRow): ItemRow {
  return last_updated === undefined ? row : { ...row, last_updated };
}

async function writeInBatches(
  db: DynamoDB,
  writes: readonly Write[],
  onProgress: OnProgress = () => undefined,
): Promise<void> {
  const unannounced = await hasUnannouncedImport(db, 'inventory');
  for (let at = 0; at < writes.length || (at === 0 && unannounced); at += batchSize) {
    const batch = writes.slice(at, at + batchSize);
    const position = { first: at === 0, last: at + batchSize >= writes.length };
    await retryTransaction(() => db.transact([...batch, ...announcement('inventory', position)]));
    onProgress(at + batch.length);
  }
}
