import type { InventoryItem } from '../item.ts';

/** Rows column by column: a third of the text that as many objects are. */
export interface PackedRows {
  readonly count: number;
  readonly columns: Readonly<Record<string, Column>>;
}

export interface Column {
  readonly values: readonly unknown[];
  /** For each row which of the values it has, or -1; absent where every row has its own. */
  readonly of?: readonly number[];
}

/** Rows that are made when they are asked for, as most searches show a few of thousands. */
export interface Rows {
  readonly count: number;
  at(row: number): InventoryItem;
  all(): readonly InventoryItem[];
  /** The values of a column, each once. */
  valuesOf(name: TextColumn): readonly string[];
  /** The rows with that value. */
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
