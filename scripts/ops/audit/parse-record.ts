import * as z from 'zod';
import { outcomeOfStatus } from '../../../lambda/observability/outcome.ts';

export const outcomes = ['ok', 'rejected', 'denied', 'limited', 'failed'] as const;
export type Outcome = (typeof outcomes)[number];

/** An audit record as read from a file; unknown fields are kept. */
const auditRecord = z.looseObject({
  audit: z.literal(true),
  time: z.iso.datetime(),
  request_id: z.string(),
  iss: z.string().optional(),
  sub: z.string().optional(),
  client_id: z.string().optional(),
  caller_id: z.string().optional(),
  method: z.string().optional(),
  target: z.string().optional(),
  outcome: z.enum(outcomes),
  error_code: z.string().optional(),
  suspicion: z.string().optional(),
  status: z.number(),
  ms: z.number(),
  missed_words: z
    .array(z.object({ word: z.string(), searched: z.string().optional() }))
    .optional()
    .catch(undefined),
});

export type StoredRecord = z.infer<typeof auditRecord>;

/** The ids of the tickets in a record's target, input or result. */
export function ticketsOf({ target, input, result }: StoredRecord): string[] {
  return [...new Set(JSON.stringify([target, input, result]).match(/\bTKT-\d+\b/g))];
}

/**
 * A line of API Gateway's access log (infra/api/rest-api.ts); `error` is `-` unless the gateway itself rejected the
 * request.
 */
const accessLogLine = z.object({
  time: z.string(),
  request_id: z.string(),
  method: z.string(),
  status: z.coerce.number(),
  error: z.string(),
  suspicion: z.string().default('-'),
  integration_status: z.string(),
  ms: z.coerce.number().catch(0),
});

/** The format that CloudWatch's exports put around a line. */
const wrapped = z.union([
  z.object({ message: z.string() }).transform(({ message }) => message),
  z.object({ '@message': z.string() }).transform((line) => line['@message']),
]);

/**
 * The record in a line of an audit file, or of a CloudWatch or S3 export. `other` means another log line, `undefined`
 * no log line at all.
 */
export function parseRecord(line: string): StoredRecord | 'other' | undefined {
  const value = jsonIn(line);
  if (typeof value === 'string') return parseRecord(value);
  const inside = wrapped.safeParse(value);
  if (inside.success) return inside.data.includes('{') ? (parseRecord(inside.data) ?? 'other') : 'other';
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;

  const record = auditRecord.safeParse(value);
  if (record.success) return record.data;
  const access = accessLogLine.safeParse(value);
  return access.success ? ofGateway(access.data) : 'audit' in value ? undefined : 'other';
}

/** Parses JSON, JSON after the timestamp of an S3 export, and JSON in a string of `aws logs … --output json`. */
function jsonIn(line: string): unknown {
  const message = /^\s*"@?message": (".*"),?$/.exec(line)?.[1];
  const json = message ?? line.slice(Math.max(0, line.indexOf('{')));
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Requests that reached the function are recorded by the function itself. */
function ofGateway(line: z.infer<typeof accessLogLine>): StoredRecord | 'other' {
  if (line.error === '-' || line.integration_status !== '-') return 'other';
  return {
    audit: true,
    time: isoTime(line.time),
    request_id: line.request_id,
    method: `gateway ${line.method}`,
    outcome: outcomeOfStatus(line.status),
    error_code: line.error,
    ...(line.suspicion !== '-' && { suspicion: line.suspicion }),
    status: line.status,
    ms: line.ms,
  };
}

/** Parses `22/Nov/2026:10:57:51 +0000`. */
function isoTime(time: string): string {
  const date = new Date(time.replaceAll('/', ' ').replace(':', ' '));
  return Number.isNaN(date.getTime()) ? new Date(0).toISOString() : date.toISOString();
}
