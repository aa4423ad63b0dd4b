import { AsyncLocalStorage } from 'node:async_hooks';
import type { Caller } from '../auth/caller.ts';
import type { Config } from '../config/config.ts';
import type { HttpRequest } from '../http/messages.ts';
import type { Quota } from '../http/rate-limit-headers.ts';
import type { MissedWord } from '../text/concepts.ts';
import { type Language, requestLanguage } from '../text/language.ts';
import type { Outcome, Suspicion } from './outcome.ts';
import type { Trace } from './trace.ts';

/** One request on its way through the server, as the audit, the metrics and the logs will tell it. */
export interface RequestContext {
  readonly requestId: string;
  readonly trace: Trace;
  readonly startedAt: number;
  /** Epoch milliseconds; ends every DynamoDB call of this request, retries included. */
  readonly deadline: number;
  /** A change was sent to DynamoDB, and whether it was written is not known (yet). */
  writeOutcomeUnknown: boolean;
  /** At least one change was written. */
  hasWritten: boolean;
  caller?: Caller;
  /** The protocol revision it was answered in. */
  revision?: string;
  /** Of the texts in its answer. */
  language: Language;
  method?: string;
  /** The tool, resource or prompt that was asked for; unknown names are masked and cut. */
  target?: string;
  /** The tool that was called, or `unknown`: for metrics, which take no names that callers make up. */
  tool?: string;
  /** The tool of ours that called this one. */
  partOf?: string;
  input?: unknown;
  result?: unknown;
  /** Words of a search that are nowhere in the data. */
  missedWords?: readonly MissedWord[];
  /** What permitted or refused it, of the access policy or of the URL. */
  accessRule?: string;
  outcome: Outcome;
  errorCode?: string;
  suspicion?: Suspicion;
  cache?: 'hit' | 'miss';
  /** The mounted server whose tool was called, and how that went. */
  upstream?: UpstreamRecord;
  /** The table could not be read: the answer holds data from memory that was last checked then. */
  dataAsOf?: number;
  /** What is left of the limits that it took from. */
  quotas?: readonly Quota[];
  /** Whether the rate limits let it through; the DynamoDB client sends no write of this request before. Never rejects. */
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
  /** The server or the way to it is at fault, and not this service. */
  readonly failed?: boolean;
}

/** The call that the running code belongs to, so that store and logger need not be handed it. */
export const requestContext = new AsyncLocalStorage<RequestContext>();

/** Of the texts that people read; English outside of a request. */
export function currentLanguage(): Language {
  return requestContext.getStore()?.language ?? 'en';
}

/** Notes that the running request may be an attack; the first reason counts. */
export function suspect(suspicion: Suspicion | undefined): void {
  const context = requestContext.getStore();
  if (context && suspicion) context.suspicion ??= suspicion;
}

/** Of the time of a request; the rest is for the answer itself. */
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
