import { AsyncLocalStorage } from 'node:async_hooks';
import type { Caller } from '../auth/caller.ts';
import type { Config } from '../config/config.ts';
import type { HttpRequest } from '../http/messages.ts';
import type { Quota } from '../http/rate-limit-headers.ts';
import type { MissedWord } from '../text/concepts.ts';
import { type Language, requestLanguage } from '../text/language.ts';
import type { Outcome, Suspicion } from './outcome.ts';
import type { Trace } from './trace.ts';

/** The state of one request for audit, metrics, traces and logs. */
export interface RequestContext {
  readonly requestId: string;
  readonly trace: Trace;
  readonly startedAt: number;
  /** Epoch milliseconds; ends every DynamoDB call of this request, retries included. */
  readonly deadline: number;
  /** A change was sent to DynamoDB, and it is not known (yet) whether it was written. */
  writeOutcomeUnknown: boolean;
  /** At least one change was written. */
  hasWritten: boolean;
  caller?: Caller;
  /** The protocol revision it was answered in. */
  revision?: string;
  /** The language of texts in the answer. */
  language: Language;
  method?: string;
  /** The requested tool, resource or prompt; unknown names are redacted and cut. */
  target?: string;
  /** The called tool, or `unknown`: names invented by callers must not become metrics. */
  tool?: string;
  /** The own tool that called this one. */
  partOf?: string;
  input?: unknown;
  result?: unknown;
  /** Words of a search that are nowhere in the data. */
  missedWords?: readonly MissedWord[];
  /** The rule of the access policy or of the URL that decided. */
  accessRule?: string;
  outcome: Outcome;
  errorCode?: string;
  suspicion?: Suspicion;
  cache?: 'hit' | 'miss';
  /** The mounted server whose tool was called, and the outcome. */
  upstream?: UpstreamRecord;
  /** The table could not be read: the answer holds cached data, last checked at this time. */
  dataAsOf?: number;
  /** The state of the limits against which the request counted. */
  quotas?: readonly Quota[];
  /** Whether the rate limits admit the request; the DynamoDB client holds its writes until then. Never rejects. */
  admitted?: Promise<boolean>;
  /** The limiter could not reach DynamoDB and counted in memory. */
  limiterDegraded?: boolean;
  /** DynamoDB requests so far, retries not counted. */
  storeRequests: number;
}

export interface UpstreamRecord {
  readonly server: string;
  readonly ms?: number;
  readonly status?: number | undefined;
  readonly bytes?: number;
  /** The fault lies with the server or the connection to it, not with this service. */
  readonly failed?: boolean;
}

/** The current request, so that store and logger need no parameter for it. */
export const requestContext = new AsyncLocalStorage<RequestContext>();

/** The language of texts for people; English outside of a request. */
export function currentLanguage(): Language {
  return requestContext.getStore()?.language ?? 'en';
}

/** Records that the current request may be an attack; the first reason counts. */
export function suspect(suspicion: Suspicion | undefined): void {
  const context = requestContext.getStore();
  if (context && suspicion) context.suspicion ??= suspicion;
}

/** The share of a request's time that DynamoDB calls may use; the rest is for the answer. */
const shareOfStore = 0.95;

/** Starts the clock. */
export function createRequestContext(
  { requestId, headers }: Pick<HttpRequest, 'requestId' | 'headers'>,
  { requestDeadlineMs, language: defaultLanguage }: Pick<Config, 'requestDeadlineMs' | 'language'>,
  tracer: { start(headers: HttpRequest['headers']): Trace },
): RequestContext {
  const startedAt = Date.now();
  const languageOfHeaders = requestLanguage({ acceptLanguage: headers['accept-language'] });
  return {
    requestId,
    trace: tracer.start(headers),
    startedAt,
    deadline: startedAt + Math.floor(requestDeadlineMs * shareOfStore),
    writeOutcomeUnknown: false,
    hasWritten: false,
    language: languageOfHeaders ?? defaultLanguage,
    outcome: 'ok',
    storeRequests: 0,
  };
}
