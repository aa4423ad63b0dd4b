import type { DynamoDB } from '../dynamodb/client.ts';
import { compareRows, type ImportDiff, type OnProgress } from '../dynamodb/compare-rows.ts';
import { announcement, hasUnannouncedImport } from '../dynamodb/data-version.ts';
import { retryTransaction } from '../dynamodb/retry-transaction.ts';
import { keys } from '../dynamodb/table-schema.ts';
import { type InventoryItem, readInventory } from './item.ts';

/** DynamoDB takes 100 writes in a transaction, and one of them may announce the import. */
const batchSize = 99;

/**
 * Stores the items that are new or differ from what is there; items that are not among them stay as they are.
 * The last batch and the stamp that announces the import are one transaction.
 */
export async function importItems(
  db: DynamoDB,
  items: readonly InventoryItem[],
  onProgress: OnProgress = () => undefined,
): Promise<ImportDiff> {
  const unannounced = await hasUnannouncedImport(db, 'inventory');
  const stored = new Map((await readInventory(db)).map((item) => [item.item_id, item]));
  const { due, ...changes } = compareRows(items, stored, (item) => item.item_id);
  onProgress(changes.unchanged);
  for (let at = 0; at < due.length || (at === 0 && unannounced); at += batchSize) {
    const batch = due.slice(at, at + batchSize);
    const puts = batch.map((item) => ({ put: { ...keys.item(item.item_id), ...item } }));
    const position = { first: at === 0, last: at + batchSize >= due.length };
    await retryTransaction(() => db.transact([...puts, ...announcement('inventory', position)]));
    onProgress(changes.unchanged + at + batch.length);
  }
  return changes;
}
