import type { DynamoDB } from '../dynamodb/client.ts';

/** For a dry run: an import reports what it would write. */
export function withoutWrites(db: DynamoDB): DynamoDB {
  return { ...db, update: async () => ({}), transact: async () => {} };
}
