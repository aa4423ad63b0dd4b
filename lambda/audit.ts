import { appendFileSync } from 'node:fs';
import type { Call } from './call.ts';
import type { Config } from './config.ts';
import { mask } from './masking.ts';

/** What happened, who did it, and how it ended: one record a request (spec §9). */
export interface AuditRecord {
  readonly audit: true;
  readonly time: string;
  readonly request_id: string;
  readonly trace_id?: string;
  readonly sub?: string;
  readonly client_id?: string;
  readonly method?: string;
  readonly target?: string;
  readonly input?: unknown;
  readonly result?: unknown;
  readonly outcome: Call['outcome'];
  readonly error_code?: string;
  readonly status: number;
  readonly ms: number;
  readonly revision?: string;
}

export interface AuditLog {
  /** Always written before the answer leaves; never throws. */
  write(record: AuditRecord): void;
}

/**
 * A line on stdout, below any log level. In AWS it goes from there to S3 under Object Lock:
 * the function can add a record, and has no right that could change one. Local runs keep a file besides.
 */
export function createAuditLog({ auditFile }: Pick<Config, 'auditFile'>): AuditLog {
  return {
    write(record) {
      const line = `${JSON.stringify(record)}\n`;
      process.stdout.write(line);
      if (auditFile) appendFileSync(auditFile, line);
    },
  };
}

export function auditRecordOf(call: Call, status: number, ms: number): AuditRecord {
  return {
    audit: true,
    time: new Date(call.startedAt).toISOString(),
    request_id: call.requestId,
    trace_id: call.trace.id,
    ...(call.caller && {
      sub: String(mask(call.caller.subject)),
      client_id: String(mask(call.caller.clientId)),
    }),
    ...(call.method && { method: call.method }),
    ...(call.target && { target: call.target }),
    ...(call.input !== undefined && { input: mask(call.input) }),
    ...(call.result !== undefined && { result: mask(call.result) }),
    outcome: call.outcome,
    ...(call.errorCode && { error_code: call.errorCode }),
    status,
    ms,
    ...(call.revision && { revision: call.revision }),
  };
}
