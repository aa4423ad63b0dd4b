import { setImmediate } from 'node:timers/promises';
import { type DynamoDB, queryAll } from '../../dynamodb/client.ts';
import type { Item } from '../../dynamodb/command-inputs.ts';
import { isIntact, unpackJson } from '../../dynamodb/packed-json.ts';
import { type LoadOptions, SnapshotPending } from '../../dynamodb/snapshot-pending.ts';
import { keys } from '../../dynamodb/table-schema.ts';
import { type InventoryItem, itemOf } from '../item.ts';
import { createItemIndex, type ItemIndex, type ItemSlice, itemFormat, itemSlice } from './item-index.ts';
import { type PackedRows, rowsOf, unpackRows } from './packed-rows.ts';
import { firstRows, slicesOf } from './row-slices.ts';

export interface PackedSlice extends ItemSlice {
  readonly format: number;
  readonly items: PackedRows;
}

/**
 * The inventory at a stamp, ordered by id, with its index: from the stored snapshot of that stamp, otherwise row by
 * row. Pauses, so that other requests can run.
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
  const others = await queryAll(db, { pk, startAfter: next });
  return indexOf([...rows, ...others].map(itemOf));
}

/** Undefined when a slice is missing or damaged, or has another stamp or format. */
async function loadSlices(stored: readonly Item[], stamp: string): Promise<ItemIndex | undefined> {
  const count = Number(stored[0]?.count ?? 0);
  const slices = stored.slice(0, count);
  if (count === 0 || slices.length < count || slices.some((slice) => slice.stamp !== stamp)) return undefined;
  const index = createItemIndex();
  for (const stored of slices) {
    const slice = isIntact(stored, ['data']) ? unpackJson<PackedSlice>(stored.data) : undefined;
    if (slice?.format !== itemFormat) return undefined;
    index.load(slice, unpackRows(slice.items));
    await setImmediate();
  }
  return index;
}

async function indexOf(items: readonly InventoryItem[]): Promise<ItemIndex> {
  const index = createItemIndex();
  for (const rows of slicesOf(items)) {
    index.load(itemSlice(rows), rowsOf(rows));
    await setImmediate();
  }
  return index;
}
