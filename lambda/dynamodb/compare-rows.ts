import { isDeepStrictEqual } from 'node:util';

/** The changes that an import of one kind of rows makes. */
export interface ImportDiff {
  /** Ids. */
  readonly created: readonly string[];
  readonly changed: readonly RowChange[];
  /** Ids; empty unless the import was told to remove what its files lack. */
  readonly removed: readonly string[];
  /** A count. */
  readonly unchanged: number;
}

export interface RowChange {
  readonly id: string;
  readonly fields: readonly FieldChange[];
}

export interface FieldChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Called with the number of finished rows, unchanged ones included. */
export type OnProgress = (done: number) => void;

/** `due` are the new rows, and those that differ from the stored row with their id. */
export function compareRows<Row extends object, Stored extends object>(
  rows: readonly Row[],
  stored: ReadonlyMap<string, Stored>,
  idOf: (row: Row) => string,
  compare: (row: Row, before: Stored) => FieldChange[] = changedFields,
): ImportDiff & { readonly due: readonly Row[] } {
  const created: string[] = [];
  const changed: RowChange[] = [];
  const due = rows.filter((row) => {
    const id = idOf(row);
    const before = stored.get(id);
    if (!before) return created.push(id);
    const fields = compare(row, before);
    return fields.length > 0 && changed.push({ id, fields });
  });
  return { due, created, changed, removed: [], unchanged: rows.length - due.length };
}

/** The fields of the row with a changed value; fields that the row lacks do not count. */
export function changedFields(row: object, before: object): FieldChange[] {
  return Object.entries(row).flatMap(([field, after]) => {
    const old = (before as Record<string, unknown>)[field];
    return isDeepStrictEqual(after, old) ? [] : [{ field, before: old, after }];
  });
}
