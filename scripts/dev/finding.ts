/** The result of one check of `doctor`. */
export interface Finding {
  readonly check: string;
  /** The problem and how to solve it; undefined if there is none. */
  readonly problem?: string;
  readonly detail?: string;
}
