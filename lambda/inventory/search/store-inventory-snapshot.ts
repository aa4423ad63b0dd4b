import type { DynamoDB } from '../../dynamodb/client.ts';
import { settledStamp } from '../../dynamodb/data-version.ts';
import { packJson } from '../../dynamodb/pack-json.ts';
import { keys } from '../../dynamodb/table-schema.ts';
import { type InventoryItem, readInventory } from '../item.ts';
import type { PackedSlice } from './inventory-snapshot.ts';
import { itemFormat, itemSlice } from './item-index.ts';
import type { Column, PackedRows } from './packed-rows.ts';
import { firstRows, slicesOf } from './row-slices.ts';

/** Packs the inventory after an import. Skipped while another import runs, which will pack the result itself. */
export async function storeInventorySnapshot(db: DynamoDB): Promise<void> {
  const stamp = await settledStamp(db, 'inventory');
  if (stamp === undefined) return;
  const items = await readInventory(db);
  if (items.length <= firstRows || (await settledStamp(db, 'inventory')) !== stamp) return;
  const slices = slicesOf(items);
  for (const [at, rows] of slices.entries()) {
    const packed = await packJson({
      data: { format: itemFormat, ...itemSlice(rows), items: packRows(rows) } satisfies PackedSlice,
    });
    const about = { stamp, count: slices.length };
    await db.transact([{ put: { ...keys.inventorySnapshot(at), ...about, ...packed } }]);
  }
}

export function packRows(rows: readonly InventoryItem[]): PackedRows {
  const names = new Set(rows.flatMap((row) => Object.keys(row))) as ReadonlySet<keyof InventoryItem>;
  const columns = [...names].map((name): [string, Column] => [name, columnOf(rows.map((row) => row[name]))]);
  return { count: rows.length, columns: Object.fromEntries(columns) };
}

function columnOf(values: readonly unknown[]): Column {
  const numbers = new Map<unknown, number>();
  const of = values.map((value) => {
    if (value === undefined) return -1;
    const number = numbers.get(value) ?? numbers.size;
    numbers.set(value, number);
    return number;
  });
  if (numbers.size > values.length / 2 && !of.includes(-1)) return { values };
  return { values: [...numbers.keys()], of };
}
