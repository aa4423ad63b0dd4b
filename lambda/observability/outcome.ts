/** The error code of a call that ended early because its client had left. */
export const cancelled = 'CANCELLED';

/** `ok`, `rejected` (malformed), `denied` (401, 403), `limited` (429, RATE_LIMITED), `failed` (any other error). */
export type Outcome = 'ok' | 'rejected' | 'denied' | 'limited' | 'failed';

/** Kinds of possible attacks: recorded and counted, but never a reason to reject a request. */
export const suspicions = [
  'path_traversal',
  'forged_token',
  'foreign_token',
  'refused_scope',
  'planted_markup',
  'planted_instructions',
  'confirmation_replay',
  'flood',
  'probing',
] as const;
export type Suspicion = (typeof suspicions)[number];

export function outcomeOfStatus(status: number): Outcome {
  if (status === 429) return 'limited';
  if (status === 401 || status === 403) return 'denied';
  if (status >= 500) return 'failed';
  return status >= 400 ? 'rejected' : 'ok';
}

export function outcomeOfToolError(code: string | undefined): Outcome {
  if (code === 'PERMISSION_DENIED') return 'denied';
  if (code === 'RATE_LIMITED') return 'limited';
  if (code === 'INVALID_ARGUMENT' || code === cancelled) return 'rejected';
  return 'failed';
}
