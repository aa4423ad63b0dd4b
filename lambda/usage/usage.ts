/** What was asked of a tool, a mounted server or by a caller, within a time. */
export interface UsageRow {
  readonly name: string;
  readonly calls: number;
  /** Ended in an error of this service or of a mounted server. */
  readonly errors: number;
  /** Malformed, without the right, or over a limit. */
  readonly refusals: number;
  readonly p95_ms: number;
}

export interface Usage {
  readonly totals: Omit<UsageRow, 'name'>;
  readonly by_tool: readonly UsageRow[];
  readonly by_server: readonly UsageRow[];
  readonly by_caller: readonly UsageRow[];
}

/** Where the audit records can be read back. */
export interface UsageSource {
  /** For people to read. */
  readonly name: string;
  read(from: number, to: number): Promise<Usage>;
}

/** No answer of CloudWatch within the time of a request. */
export class QueryTooSlow extends Error {}

export const maxRows = 50;
