import type { DynamoDB } from '../dynamodb/client.ts';
import { compareRows, type ImportDiff, type OnProgress } from '../dynamodb/compare-rows.ts';
import { nextDataVersion } from '../dynamodb/data-version.ts';
import { retryTransaction } from '../dynamodb/retry-transaction.ts';
import { keys } from '../dynamodb/table-schema.ts';
import { type InventoryItem, readInventory } from './item.ts';

/** DynamoDB takes 100 writes in a transaction, and one of them moves the data's version on. */
const batchSize = 99;

/**
 * Stores the items that are new or differ from what is there; items that are not among them stay as they are.
 * A batch and the version that announces it are one transaction, so every instance sees it on its next call.
 */
export async function importItems(
  db: DynamoDB,
  items: readonly InventoryItem[],
  onProgress: OnProgress = () => undefined,
): Promise<ImportDiff> {
  const stored = new Map((await readInventory(db)).map((item) => [item.item_id, item]));
  const { due, ...changes } = compareRows(items, stored, (item) => item.item_id);
  onProgress(changes.unchanged);
  for (let at = 0; at < due.length; at += batchSize) {
    const batch = due.slice(at, at + batchSize);
    const puts = batch.map((item) => ({ put: { ...keys.item(item.item_id), ...item } }));
    await retryTransaction(() => db.transact([...puts, nextDataVersion()]));
    onProgress(changes.unchanged + at + batch.length);
  }
  return changes;
}
