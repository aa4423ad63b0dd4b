import { setImmediate } from 'node:timers/promises';
import { type DynamoDB, queryAll } from '../../dynamodb/client.ts';
import type { Item } from '../../dynamodb/command-inputs.ts';
import { settledStamp } from '../../dynamodb/data-version.ts';
import { isIntact, packJson, unpackJson } from '../../dynamodb/packed-json.ts';
import { type LoadOptions, SnapshotPending } from '../../dynamodb/snapshot-pending.ts';
import { keys } from '../../dynamodb/table-schema.ts';
import { type InventoryItem, itemOf, readInventory } from '../item.ts';
import { createItemIndex, type ItemIndex, type ItemSlice, itemFormat, itemSlice } from './item-index.ts';
import { type PackedRows, packRows, unpackRows } from './packed-rows.ts';

/** As many rows are read while the snapshot is asked for; an inventory of no more needs none. */
const firstRows = 100;
/** Read, parsed or indexed without a pause, so few enough that other requests do not notice. */
const rowsPerSlice = 2_000;

interface PackedSlice extends Omit<ItemSlice, 'items'> {
  readonly format: number;
  readonly items: PackedRows;
}

/**
 * The inventory at a stamp, ordered by id, with its index: from the snapshot that the last import left in the table, or
 * row by row where there is none of this stamp. Lets other requests run in between.
 */
export async function loadInventory(
  db: DynamoDB,
  stamp: string,
  { mayWait = false }: LoadOptions = {},
): Promise<ItemIndex> {
  const { pk } = keys.item('');
  const [slices, { items: rows, next }] = await Promise.all([
    queryAll(db, { pk: keys.inventorySnapshot(0).pk }),
    db.query({ pk, limit: firstRows }),
  ]);
  if (!next) return indexOf(rows.map(itemOf));
  if (mayWait && slices.length > 0 && slices[0]!.stamp !== stamp) throw new SnapshotPending();
  const packed = await loadSlices(slices, stamp);
  if (packed) return packed;
  const others = await queryAll(db, { pk, startAfter: next, limit: rowsPerSlice });
  return indexOf([...rows, ...others].map(itemOf));
}

/** Packs the inventory, after an import. Not while another one runs: that one packs what it leaves. */
export async function storeInventorySnapshot(db: DynamoDB): Promise<void> {
  const stamp = await settledStamp(db, 'inventory');
  if (stamp === undefined) return;
  const items = await readInventory(db);
  if (items.length <= firstRows || (await settledStamp(db, 'inventory')) !== stamp) return;
  const slices = slicesOf(items);
  for (const [at, rows] of slices.entries()) {
    const packed = await packJson({
      data: { format: itemFormat, ...itemSlice(rows), items: packRows(rows) },
    });
    const about = { stamp, count: slices.length };
    await db.transact([{ put: { ...keys.inventorySnapshot(at), ...about, ...packed } }]);
  }
}

/** Undefined when a slice is missing, damaged, of another stamp or of another format. */
async function loadSlices(stored: readonly Item[], stamp: string): Promise<ItemIndex | undefined> {
  const count = Number(stored[0]?.count ?? 0);
  const slices = stored.slice(0, count);
  if (count === 0 || slices.length < count || slices.some((slice) => slice.stamp !== stamp)) return undefined;
  const index = createItemIndex();
  for (const stored of slices) {
    const slice = isIntact(stored, ['data']) ? unpackJson<PackedSlice>(stored.data) : undefined;
    if (slice?.format !== itemFormat) return undefined;
    index.load({ ...slice, items: unpackRows(slice.items) });
    await setImmediate();
  }
  return index;
}

async function indexOf(items: readonly InventoryItem[]): Promise<ItemIndex> {
  const index = createItemIndex();
  for (const rows of slicesOf(items)) {
    index.load(itemSlice(rows));
    await setImmediate();
  }
  return index;
}

function slicesOf(items: readonly InventoryItem[]): (readonly InventoryItem[])[] {
  const count = Math.ceil(items.length / rowsPerSlice);
  return Array.from({ length: count }, (_, at) => items.slice(at * rowsPerSlice, (at + 1) * rowsPerSlice));
}
