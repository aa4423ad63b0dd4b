import type { InventoryItem } from '../item.ts';

/** Rows column by column: a third of the text that as many objects are. */
export interface PackedRows {
  readonly count: number;
  readonly columns: Readonly<Record<string, Column>>;
}

interface Column {
  readonly values: readonly unknown[];
  /** For each row which of the values it has, or -1; absent where every row has its own. */
  readonly of?: readonly number[];
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

export function unpackRows({ count, columns }: PackedRows): InventoryItem[] {
  const rows: Record<string, unknown>[] = Array.from({ length: count }, () => ({}));
  for (const [name, { values, of }] of Object.entries(columns)) {
    rows.forEach((row, at) => {
      const number = of ? of[at]! : at;
      if (number >= 0) row[name] = values[number];
    });
  }
  return rows as unknown as InventoryItem[];
}
