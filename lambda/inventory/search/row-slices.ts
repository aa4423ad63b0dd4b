import type { InventoryItem } from '../item.ts';

/** The number of rows that are read together with the snapshot; a smaller inventory has no snapshot. */
export const firstRows = 100;
/** Rows that are parsed or indexed without a pause: few enough not to delay other requests. */
const rowsPerSlice = 2_000;

export function slicesOf(items: readonly InventoryItem[]): (readonly InventoryItem[])[] {
  const count = Math.ceil(items.length / rowsPerSlice);
  return Array.from({ length: count }, (_, at) => items.slice(at * rowsPerSlice, (at + 1) * rowsPerSlice));
}
