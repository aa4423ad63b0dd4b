import { type DynamoDB, queryAll } from '../dynamodb/client.ts';
import type { Write } from '../dynamodb/command-inputs.ts';
import { announcement } from '../dynamodb/data-version.ts';
import { retryTransaction } from '../dynamodb/retry-transaction.ts';
import { type Key, keys } from '../dynamodb/table-schema.ts';

/** DynamoDB accepts 100 writes per transaction, and one may be the announcement of the removal. */
const batchSize = 99;

/** Removes policies with all their versions. */
export async function deletePolicies(db: DynamoDB, ids: readonly string[]): Promise<void> {
  const writes: Write[] = [];
  for (const id of ids) {
    const versions = await queryAll(db, { pk: keys.policyVersion(id, 1).pk });
    // The current version is deleted last, so that an interrupted removal can be repeated.
    writes.push(...versions.map(({ pk, sk }) => ({ delete: { pk, sk } as Key })), {
      delete: keys.policy(id),
    });
  }
  for (let at = 0; at < writes.length; at += batchSize) {
    const position = { first: at === 0, last: at + batchSize >= writes.length };
    const batch = writes.slice(at, at + batchSize);
    await retryTransaction(() => db.transact([...batch, ...announcement('policies', position)]));
  }
}
