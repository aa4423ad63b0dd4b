/** What `doctor` has checked. */
export interface Finding {
  readonly check: string;
  /** What is wrong and how to mend it; undefined when nothing is. */
  readonly problem?: string;
  readonly detail?: string;
}
