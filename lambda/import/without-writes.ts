import type { DynamoDB } from '../dynamodb/client.ts';

/** For a dry run: an import on it says what it would do. */
export function withoutWrites(db: DynamoDB): DynamoDB {
  return { ...db, update: async () => ({}), transact: async () => {} };
}
