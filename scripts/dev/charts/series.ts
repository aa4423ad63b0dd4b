export interface Series {
  readonly label: string;
  /** undefined where there is no measurement. */
  readonly values: readonly (number | undefined)[];
}
