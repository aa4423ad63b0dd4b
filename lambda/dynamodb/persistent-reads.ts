import { setTimeout } from 'node:timers/promises';
import type { DynamoDB } from './client.ts';
import { StoreUnavailable } from './errors.ts';

const pausesMs = [250, 1_000];

/**
 * Reads for a load of many parts: after the first success, a failed read is repeated after a pause, so that short
 * throttling does not start the whole load again.
 */
export function persistentReads(db: DynamoDB): DynamoDB {
  let answered = false;
  async function persist<Result>(read: () => Promise<Result>): Promise<Result> {
    for (const pauseMs of pausesMs) {
      try {
        const result = await read();
        answered = true;
        return result;
      } catch (error) {
        if (!answered || !(error instanceof StoreUnavailable)) throw error;
        await setTimeout(pauseMs);
      }
    }
    return read();
  }
  return {
    ...db,
    get: (key, options) => persist(() => db.get(key, options)),
    query: (query) => persist(() => db.query(query)),
  };
}
