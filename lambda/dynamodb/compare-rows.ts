import { isDeepStrictEqual } from 'node:util';

/** What an import of one kind of rows does to the table. */
export interface ImportDiff {
  /** Ids. */
  readonly created: readonly string[];
  readonly changed: readonly { readonly id: string; readonly fields: readonly string[] }[];
  /** How many. */
  readonly unchanged: number;
}

/** Told how many of the rows are done, those that need no write included. */
export type OnProgress = (done: number) => void;

/** Sorts out what there is to do: `due` are the rows that are new or differ from what is stored under their id. */
export function compareRows<Row extends object>(
  rows: readonly Row[],
  stored: ReadonlyMap<string, Row>,
  idOf: (row: Row) => string,
  fieldsThatDiffer: (row: Row, before: Row) => string[] = changedFields,
): ImportDiff & { readonly due: readonly Row[] } {
  const created: string[] = [];
  const changed: { id: string; fields: string[] }[] = [];
  const due = rows.filter((row) => {
    const id = idOf(row);
    const before = stored.get(id);
    if (!before) return created.push(id);
    const fields = fieldsThatDiffer(row, before);
    return fields.length > 0 && changed.push({ id, fields });
  });
  return { due, created, changed, unchanged: rows.length - due.length };
}

/** The fields of the row whose values are others than before. */
export function changedFields<Row extends object>(row: Row, before: Row): (string & keyof Row)[] {
  const fields = Object.keys(row) as (string & keyof Row)[];
  return fields.filter((field) => !isDeepStrictEqual(row[field], before[field]));
}
