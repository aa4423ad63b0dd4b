export const modernRevision = '2026-07-28';
export const legacyRevisions = ['2025-11-25', '2025-06-18', '2025-03-26'];
export const supportedRevisions = [modernRevision, ...legacyRevisions];

/** Header and body of a request disagree (2026-07-28, basic/transports/streamable-http); the SDK exports no name for it. */
export const headerMismatch = -32020;
