/** One row of a spreadsheet with its first line. `fields` is absent when a quote is never closed. */
export interface TableRecord {
  readonly line: number;
  readonly fields: readonly string[] | undefined;
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
