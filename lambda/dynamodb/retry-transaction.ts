import { setTimeout } from 'node:timers/promises';
import { ToolError } from '../errors/tool-error.ts';
import { TransactionRefused } from './client.ts';

/**
 * Runs `attempt`, which begins with a read, until no other change gets in its way: DynamoDB refuses a transaction
 * while another one holds an item of it. Answers UNAVAILABLE after five times; then nothing was written.
 */
export async function untilUndisturbed<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TransactionRefused && isPassing(error))) throw error;
      if (tries === 5) throw tooBusy();
    }
    await setTimeout(Math.random() * 25 * 2 ** tries);
  }
}

const passingCodes = [
  'None',
  'ConditionalCheckFailed',
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
];

function isPassing({ reasons }: TransactionRefused): boolean {
  return reasons.every(({ code }) => passingCodes.includes(code));
}

function tooBusy(): ToolError {
  return new ToolError(
    'UNAVAILABLE',
    'Too many changes are being made at this moment; nothing was written.',
    'Try again in a few seconds.',
  );
}
