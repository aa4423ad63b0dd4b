/** One row of a spreadsheet with its first line. `fields` is absent when a quote is never closed. */
export interface TableRecord {
  readonly line: number;
  readonly fields: readonly string[] | undefined;
}

/** The cells of one column; empty where a record lacks it. */
export function cellsAt(records: readonly TableRecord[], index: number): string[] {
  return records.map(({ fields }) => fields?.[index] ?? '');
}

/** A spreadsheet from any kind of file. */
export interface SourceTable {
  readonly file: string;
  readonly records: readonly TableRecord[];
  /** The meaning of the sheet's name for each row. */
  readonly sheet?: SheetMeaning | undefined;
}

export interface SheetMeaning {
  readonly name: string;
  readonly field: 'location' | 'category';
}
