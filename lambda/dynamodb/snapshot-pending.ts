/** The data have changed, and the import that changed them has not packed them yet. */
export class SnapshotPending extends Error {
  override readonly name = 'SnapshotPending';
}

export interface LoadOptions {
  /** Throws {@link SnapshotPending} rather than reading row by row what an import is about to pack. */
  readonly mayWait?: boolean;
}
