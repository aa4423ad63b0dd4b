export interface Series {
  readonly label: string;
  /** undefined where nothing was measured. */
  readonly values: readonly (number | undefined)[];
}
