import type { Caller } from '../auth/caller.ts';
import type { Config } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { redact, redactText } from '../redaction/redact.ts';
import type { MissedWord } from '../text/concepts.ts';
import { openAuditFile } from './audit-files.ts';
import type { Outcome, Suspicion } from './outcome.ts';
import type { RequestContext, UpstreamRecord } from './request-context.ts';

/** One record per request: the operation, the caller and the outcome. */
export interface AuditRecord {
  readonly audit: true;
  readonly time: string;
  readonly request_id: string;
  readonly trace_id?: string;
  readonly iss?: string;
  readonly sub?: string;
  readonly client_id?: string;
  /** Identifies callers also where the subject is redacted, such as an e-mail address. */
  readonly caller_id?: string;
  readonly method?: string;
  readonly target?: string;
  /** The own tool that called it for the caller. */
  readonly part_of?: string;
  readonly input?: unknown;
  readonly result?: unknown;
  /** Words of a search that are nowhere in the data, and what was searched instead. */
  readonly missed_words?: unknown;
  /** The rule of the access policy that permitted or refused it; `read-only` or `toolset:` and a name for a URL. */
  readonly access_rule?: string;
  readonly outcome: Outcome;
  readonly error_code?: string;
  /** Set when the request looks like an attack. */
  readonly suspicion?: Suspicion;
  /** The answer said that the change may have been written. */
  readonly written?: 'unknown';
  readonly status: number;
  readonly ms: number;
  readonly revision?: string;
  /** The mounted server that was called, and the outcome. */
  readonly server?: string;
  readonly upstream_ms?: number;
  readonly upstream_status?: number;
  readonly upstream_bytes?: number;
}

export interface AuditLog {
  /** Always written before the answer leaves; never throws. */
  write(record: AuditRecord): void;
}

/**
 * Writes a line to stdout at any log level; in AWS it goes from there to S3 under Object Lock, where the function cannot
 * change it. Local runs also write a file; throws ConfigError when it cannot be opened.
 */
export function createAuditLog({
  auditFile,
  ...limits
}: Pick<Config, 'auditFile' | 'auditMaxMb' | 'auditRetentionDays'>): AuditLog {
  const file = auditFile === undefined ? undefined : opened(auditFile, limits);
  return {
    write(record) {
      const line = `${JSON.stringify(record)}\n`;
      process.stdout.write(line);
      file?.append(line);
    },
  };
}

function opened(file: string, limits: Parameters<typeof openAuditFile>[1]) {
  try {
    return openAuditFile(file, limits);
  } catch (error) {
    const message = `no record could be kept there: ${(error as Error).message}. Name a file in a folder that exists and can be written to`;
    throw new ConfigError([{ path: ['AUDIT_FILE'], message }]);
  }
}

export function auditRecordOf(context: RequestContext, status: number, ms: number): AuditRecord {
  const { caller, method, target, input, errorCode, revision, upstream } = context;
  const result = summaryOf(context.result);
  const redactedInput = redact(input);
  const missedWords = visibleWords(context, redactedInput);
  return {
    audit: true,
    time: new Date(context.startedAt).toISOString(),
    request_id: context.requestId,
    trace_id: context.trace.id,
    ...(caller && identityOf(caller)),
    ...(method && { method }),
    ...(target && { target }),
    ...(context.partOf && { part_of: context.partOf }),
    ...(input !== undefined && { input: redactedInput }),
    ...(result !== undefined && { result }),
    ...(missedWords.length > 0 && { missed_words: redact(missedWords) }),
    ...(context.accessRule && { access_rule: context.accessRule }),
    outcome: context.outcome,
    ...(errorCode && { error_code: errorCode }),
    ...(context.suspicion && { suspicion: context.suspicion }),
    ...(context.writeOutcomeUnknown && { written: 'unknown' as const }),
    status,
    ms,
    ...(revision && { revision }),
    ...(upstream && upstreamFieldsOf(upstream)),
  };
}

type Identity = Pick<AuditRecord, 'iss' | 'sub' | 'client_id' | 'caller_id'>;
/** Cached per verified token: redacting it takes longer than the rest of the record. */
const identities = new WeakMap<Caller, Identity>();

function identityOf(caller: Caller): Identity {
  const known = identities.get(caller);
  if (known) return known;
  const identity = {
    // One of the configuration, and so no text of the caller.
    iss: caller.issuer,
    sub: redactText(caller.subject),
    client_id: redactText(caller.clientId),
    caller_id: caller.id,
  };
  identities.set(caller, identity);
  return identity;
}

/** Hides words that the query has only in a part that is redacted. */
function visibleWords(
  { input, missedWords = [] }: RequestContext,
  redactedInput: unknown,
): readonly MissedWord[] {
  if (missedWords.length === 0) return missedWords;
  const [original, redacted] = [input, redactedInput].map(
    (value) => JSON.stringify(value)?.toLowerCase() ?? '',
  );
  return original === redacted ? missedWords : missedWords.filter(({ word }) => redacted!.includes(word));
}

function upstreamFieldsOf({ server, ms, status, bytes }: UpstreamRecord): Partial<AuditRecord> {
  return {
    server,
    ...(ms !== undefined && { upstream_ms: ms }),
    ...(status !== undefined && { upstream_status: status }),
    ...(bytes !== undefined && { upstream_bytes: bytes }),
  };
}

const summarizableInput = /^(?:total|status|priority|(?:latest_)?version|\w+_id)$/;
const idName = /^(?:\w+_id|uri)$/;
const maxIds = 10;

/** An answer without its texts: totals, states, ids, and of a list its length and first ids. */
function summaryOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) {
    const ids = value.slice(0, maxIds).flatMap((entry) => idOf(entry) ?? []);
    return ids.length > 0 ? { count: value.length, ids: redact(ids) } : { count: value.length };
  }
  const fields = Object.entries(value).flatMap(([name, entry]) => {
    const summary =
      typeof entry === 'object' ? summaryOf(entry) : summarizableInput.test(name) ? redact(entry) : undefined;
    return summary === undefined || name.startsWith('_') ? [] : [[name, summary]];
  });
  return fields.length > 0 ? Object.fromEntries(fields) : undefined;
}

function idOf(entry: unknown): unknown {
  const fields = typeof entry === 'object' && entry !== null ? Object.entries(entry) : [];
  return fields.find(([name]) => idName.test(name))?.[1];
}
