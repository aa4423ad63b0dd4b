import { setImmediate } from 'node:timers/promises';
import { type DynamoDB, queryAll } from '../dynamodb/client.ts';
import type { Item } from '../dynamodb/command-inputs.ts';
import { hasUnannouncedImport, readDataVersion } from '../dynamodb/data-version.ts';
import { packJson, unpackJson } from '../dynamodb/packed-json.ts';
import { keys } from '../dynamodb/table-schema.ts';
import { type InventoryItem, itemOf, readInventory } from './item.ts';

/** As many rows are read while the snapshot is asked for; an inventory of no more needs none. */
const firstRows = 100;
/** Parsed without a pause, so few enough that other requests do not notice; they take about 50 KB. */
const rowsPerSlice = 2_000;

/**
 * The inventory at a stamp, ordered by id: from the snapshot that the last import left in the table, or row by row where
 * there is none of this stamp.
 */
export async function loadInventory(db: DynamoDB, stamp: string): Promise<readonly InventoryItem[]> {
  const { pk } = keys.item('');
  const [slices, { items: rows, next }] = await Promise.all([
    queryAll(db, { pk: keys.inventorySnapshot(0).pk }),
    db.query({ pk, limit: firstRows }),
  ]);
  if (!next) return rows.map(itemOf);
  const items = await readSlices(slices, stamp);
  return items ?? [...rows, ...(await queryAll(db, { pk, startAfter: next }))].map(itemOf);
}

/** Packs the inventory, after an import. Not while another one runs: that one packs what it leaves. */
export async function storeInventorySnapshot(db: DynamoDB): Promise<void> {
  const stamp = await settledStamp(db);
  if (stamp === undefined) return;
  const items = await readInventory(db);
  if (items.length <= firstRows || (await settledStamp(db)) !== stamp) return;
  const count = Math.ceil(items.length / rowsPerSlice);
  for (let at = 0; at < count; at += 1) {
    const packed = await packJson(items.slice(at * rowsPerSlice, (at + 1) * rowsPerSlice));
    await db.transact([{ put: { ...keys.inventorySnapshot(at), stamp, count, ...packed } }]);
  }
}

async function settledStamp(db: DynamoDB): Promise<string | undefined> {
  const { inventory } = await readDataVersion(db);
  return (await hasUnannouncedImport(db, 'inventory')) ? undefined : inventory;
}

/** Undefined when a slice is missing, damaged or of another stamp. */
async function readSlices(stored: readonly Item[], stamp: string): Promise<InventoryItem[] | undefined> {
  const count = Number(stored[0]?.count ?? 0);
  const slices = stored.slice(0, count);
  if (count === 0 || slices.length < count || slices.some((slice) => slice.stamp !== stamp)) return undefined;
  const items: InventoryItem[] = [];
  for (const slice of slices) {
    const rows = (await unpackJson(slice)) as readonly InventoryItem[] | undefined;
    if (!rows) return undefined;
    for (const row of rows) items.push(row);
    await setImmediate();
  }
  return items;
}
