/** One row of a spreadsheet; `line` is where it begins. Without `fields`, a quote opens in it that nothing closes. */
export interface TableRecord {
  readonly line: number;
  readonly fields: readonly string[] | undefined;
}

/** A spreadsheet, whatever kind of file it came from. */
export interface SourceTable {
  readonly file: string;
  readonly records: readonly TableRecord[];
  /** What the name of its sheet says of each row. */
  readonly sheet?: SheetMeaning | undefined;
}

export interface SheetMeaning {
  readonly name: string;
  readonly field: 'location' | 'category';
}
