import type { InventoryItem } from '../item.ts';

/** As many rows are read while the snapshot is asked for; an inventory of no more needs none. */
export const firstRows = 100;
/** Parsed or indexed without a pause, so few enough that other requests do not notice. */
const rowsPerSlice = 2_000;

export function slicesOf(items: readonly InventoryItem[]): (readonly InventoryItem[])[] {
  const count = Math.ceil(items.length / rowsPerSlice);
  return Array.from({ length: count }, (_, at) => items.slice(at * rowsPerSlice, (at + 1) * rowsPerSlice));
}
