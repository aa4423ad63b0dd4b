import type { DynamoDB } from '../dynamodb/client.ts';
import { mustNotExist, type Write } from '../dynamodb/command-inputs.ts';
import { TransactionCanceled } from '../dynamodb/errors.ts';
import { retryTransaction } from '../dynamodb/retry-transaction.ts';
import { keys } from '../dynamodb/table-schema.ts';
import { confirmationSpent, secondsOf } from './idempotency.ts';

/** Longer than the signature of an elicitation is valid. */
const consumedSeconds = 15 * 60;

/** A write for the transaction of the accepted change; its condition fails when the elicitation is consumed already. */
export function consumeElicitationWrite(id: string, now: Date): Write {
  return { put: { ...keys.confirmation(id), expires_at: secondsOf(now) + consumedSeconds }, ...mustNotExist };
}

/** Consumes an elicitation that was declined, so that it cannot be accepted later. Throws CONFLICT when it is consumed already. */
export async function consumeElicitation(db: DynamoDB, id: string, now: Date): Promise<void> {
  await retryTransaction(async () => {
    try {
      await db.transact([consumeElicitationWrite(id, now)]);
    } catch (error) {
      const reason = error instanceof TransactionCanceled ? error.reasons[0]?.code : undefined;
      throw reason === 'ConditionalCheckFailed' ? confirmationSpent() : error;
    }
  });
}
