/** Calls in a period of one tool, one mounted server, one caller or one client. */
export interface UsageRow {
  readonly name: string;
  readonly calls: number;
  /** Ended in an error of this service or of a mounted server. */
  readonly errors: number;
  /** Malformed, not permitted or over a limit. */
  readonly refusals: number;
  readonly p95_ms: number;
}

export interface Usage {
  readonly totals: Omit<UsageRow, 'name'>;
  readonly by_tool: readonly UsageRow[];
  readonly by_server: readonly UsageRow[];
  readonly by_caller: readonly UsageRow[];
  readonly by_client: readonly UsageRow[];
  readonly suspicions: readonly SuspicionRow[];
}

/** Requests of one caller that look like one kind of attack; the caller is `-` without a valid token. */
export interface SuspicionRow {
  readonly kind: string;
  readonly caller: string;
  readonly calls: number;
}

/**
 * The name that people recognize: the subject, or the caller's id when the subject is redacted, such as an e-mail
 * address.
 */
export function callerName({
  sub,
  caller_id,
}: {
  readonly sub?: string | undefined;
  readonly caller_id?: string | undefined;
}): string | undefined {
  return sub?.startsWith('[') ? (caller_id ?? sub) : sub;
}

/** A store from which the audit records can be read. */
export interface UsageSource {
  /** For people to read. */
  readonly name: string;
  read(from: number, to: number): Promise<Usage>;
}

/** The audit records could not be read within the time of a request. */
export class QueryTooSlow extends Error {}

export const maxRows = 50;
