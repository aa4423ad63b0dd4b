import { AsyncLocalStorage } from 'node:async_hooks';
import type { Caller } from './auth/verify-token.ts';
import type { Config } from './config.ts';
import type { HttpRequest } from './http.ts';

/** One request on its way through the server, as the audit, the metrics and the logs will tell it. */
export interface Call {
  readonly requestId: string;
  traceId: string | undefined;
  readonly startedAt: number;
  /** Ends every DynamoDB call of this request, retries included (spec §10). */
  readonly deadline: AbortSignal;
  caller?: Caller;
  /** The protocol revision it was answered in. */
  revision?: string;
  method?: string;
  /** The tool, resource or prompt that was asked for; unknown names are masked and cut. */
  target?: string;
  input?: unknown;
  result?: unknown;
  outcome: Outcome;
  errorCode?: string;
  cache?: 'hit' | 'miss';
  /** DynamoDB requests so far, retries not counted. */
  storeRequests: number;
}

/** `ok`, `rejected` (malformed), `denied` (401, 403), `limited` (429, RATE_LIMITED), `failed` (any other error). */
export type Outcome = 'ok' | 'rejected' | 'denied' | 'limited' | 'failed';

/** The call that the running code belongs to, so that store and logger need not be handed it. */
export const currentCall = new AsyncLocalStorage<Call>();

/** Starts the clock. The trace's parent comes from the client's `traceparent` header when it sent a sound one. */
export function startCall(
  { requestId, headers }: HttpRequest,
  { requestDeadlineMs }: Pick<Config, 'requestDeadlineMs'>,
): Call {
  return {
    requestId,
    traceId: traceIdOf(headers.traceparent),
    startedAt: Date.now(),
    deadline: AbortSignal.timeout(requestDeadlineMs),
    outcome: 'ok',
    storeRequests: 0,
  };
}

/** W3C Trace Context: `00-<32 hex>-<16 hex>-<2 hex>`. */
export function traceIdOf(traceparent: unknown): string | undefined {
  return typeof traceparent === 'string'
    ? /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}$/.exec(traceparent)?.[1]
    : undefined;
}
