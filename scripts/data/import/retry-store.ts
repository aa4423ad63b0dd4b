import { setTimeout } from 'node:timers/promises';
import type { DynamoDB } from '../../../lambda/dynamodb/client.ts';
import { StoreUnavailable, TransactionCanceled } from '../../../lambda/dynamodb/errors.ts';

export interface RetryOptions {
  /** How long one request is retried; 0 disables retries. */
  readonly seconds: number;
  readonly onWait: (seconds: number) => void;
}

const longestWaitSeconds = 20;

/**
 * Waits while a table is throttled or unavailable, so that the import need not be restarted. A write whose answer was
 * lost may run twice, which is safe for all writes of an import.
 */
export function retryStore(db: DynamoDB, { seconds, onWait }: RetryOptions): DynamoDB {
  async function retry<Result>(request: () => Promise<Result>): Promise<Result> {
    const until = Date.now() + seconds * 1_000;
    for (let wait = 0.5; ; wait = Math.min(wait * 2, longestWaitSeconds)) {
      try {
        return await request();
      } catch (error) {
        if (!isPassing(error) || Date.now() + wait * 1_000 > until) throw error;
        onWait(wait);
        // Half of the delay is random, so that several imports do not retry at the same moment.
        await setTimeout(wait * 500 * (1 + Math.random()));
      }
    }
  }
  return {
    ...db,
    get: (key) => retry(() => db.get(key)),
    query: (query) => retry(() => db.query(query)),
    update: (update) => retry(() => db.update(update)),
    transact: (writes) => retry(() => db.transact(writes)),
  };
}

const permanent =
  /AccessDenied|ResourceNotFound|UnrecognizedClient|Validation|InvalidSignature|MissingAuthentication/;

function isPassing(error: unknown): boolean {
  if (error instanceof StoreUnavailable)
    return !permanent.test(String((error.cause as Error | undefined)?.name));
  if (!(error instanceof TransactionCanceled)) return false;
  return error.reasons.some(({ code }) => /Throttling|ThroughputExceeded/.test(code));
}
