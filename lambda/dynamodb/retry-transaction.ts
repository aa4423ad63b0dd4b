import { setTimeout } from 'node:timers/promises';
import { ToolError } from '../errors/tool-error.ts';
import { messages } from '../text/messages.ts';
import { TransactionCanceled } from './errors.ts';

/**
 * Runs `attempt`, which begins with a read, until it succeeds without a conflict: DynamoDB cancels a transaction while
 * another one holds an item of it. Throws UNAVAILABLE after five attempts; then nothing was written.
 */
export async function retryTransaction<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TransactionCanceled && isRetryable(error))) throw error;
      if (tries === 5) throw contentionError();
    }
    await setTimeout(Math.random() * 25 * 2 ** tries);
  }
}

const retryableCodes = [
  'None',
  'ConditionalCheckFailed',
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
];

function isRetryable({ reasons }: TransactionCanceled): boolean {
  return reasons.every(({ code }) => retryableCodes.includes(code));
}

function contentionError(): ToolError {
  return new ToolError('UNAVAILABLE', messages.manyChanges, messages.tryInSeconds);
}
