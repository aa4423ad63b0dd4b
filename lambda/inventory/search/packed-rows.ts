import type { InventoryItem } from '../item.ts';

/** Rows stored by column, which is much shorter than a list of objects. */
export interface PackedRows {
  readonly count: number;
  readonly columns: Readonly<Record<string, Column>>;
}

export interface Column {
  readonly values: readonly unknown[];
  /** For each row the index of its value, or -1 for none; absent when `values` has one entry per row. */
  readonly of?: readonly number[];
}

/** Creates rows on demand, because most searches show only a few. */
export interface Rows {
  readonly count: number;
  at(row: number): InventoryItem;
  all(): readonly InventoryItem[];
  /** The distinct values of a column. */
  valuesOf(name: TextColumn): readonly string[];
  /** The indexes of the rows with that value. */
  rowsWith(name: TextColumn, value: string): readonly number[];
}

type TextColumn = 'category' | 'location';

export function unpackRows({ count, columns }: PackedRows): Rows {
  const entries = Object.entries(columns);
  const made = new Array<InventoryItem | undefined>(count);

  function at(row: number): InventoryItem {
    const known = made[row];
    if (known) return known;
    const item: Record<string, unknown> = {};
    for (const [name, { values, of }] of entries) {
      const number = of ? of[row]! : row;
      if (number >= 0) item[name] = values[number];
    }
    const whole = item as unknown as InventoryItem;
    made[row] = whole;
    return whole;
  }

  return {
    count,
    at,
    all: () => Array.from({ length: count }, (_, row) => at(row)),
    valuesOf: (name) => [...new Set(columns[name]!.values as string[])],
    rowsWith(name, value) {
      const { values, of } = columns[name]!;
      return placesOf(of ?? values, of ? values.indexOf(value) : value);
    },
  };
}

export function rowsOf(items: readonly InventoryItem[]): Rows {
  return {
    count: items.length,
    at: (row) => items[row]!,
    all: () => items,
    valuesOf: (name) => [...new Set(items.map((item) => item[name]))],
    rowsWith: (name, value) =>
      placesOf(
        items.map((item) => item[name]),
        value,
      ),
  };
}

function placesOf(values: readonly unknown[], value: unknown): number[] {
  const places: number[] = [];
  for (let at = values.indexOf(value); at >= 0; at = values.indexOf(value, at + 1)) places.push(at);
  return places;
}
