import { setTimeout } from 'node:timers/promises';
import type { DynamoDB } from '../../../lambda/dynamodb/client.ts';
import { StoreUnavailable, TransactionCanceled } from '../../../lambda/dynamodb/errors.ts';

export interface RetryOptions {
  /** For how long one request is tried again; 0 is not at all. */
  readonly seconds: number;
  readonly onWait: (seconds: number) => void;
}

const longestWaitSeconds = 20;

/**
 * A table that is throttled or away for a while makes an import slower, and the import need not be started again. A write
 * whose answer was lost may be made twice: all that an import writes can be.
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
        // Half of it by chance, so that several imports do not come back at the same moment.
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
