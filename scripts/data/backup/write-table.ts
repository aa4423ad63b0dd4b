import { setTimeout } from 'node:timers/promises';
import { BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { tableDefinition } from '../../../lambda/dynamodb/table-schema.ts';
import type { OperatorTable } from './open-client.ts';
import type { StoredItem } from './stored-item.ts';

/** DynamoDB's limit per batch. */
const perBatch = 25;
const maxTries = 10;

/** Writes all items unchanged. */
export async function writeTable(table: OperatorTable, items: readonly StoredItem[]): Promise<void> {
  await writeAll(
    table,
    items.map((Item) => ({ PutRequest: { Item } })),
  );
}

export async function deleteItems(table: OperatorTable, items: readonly StoredItem[]): Promise<void> {
  const names = [tableDefinition.partitionKey, tableDefinition.sortKey];
  await writeAll(
    table,
    items.map((item) => ({
      DeleteRequest: { Key: Object.fromEntries(names.map((name) => [name, item[name]!])) },
    })),
  );
}

/** DynamoDB may accept only a part of a batch; the rest is sent again. */
async function writeAll(
  { client, tableName }: OperatorTable,
  writes: readonly WriteRequest[],
): Promise<void> {
  for (let at = 0; at < writes.length; at += perBatch) {
    let left = writes.slice(at, at + perBatch);
    for (let tries = 1; left.length > 0; tries += 1) {
      if (tries > maxTries) throw new Error(`DynamoDB took only a part of a batch, ${maxTries} times.`);
      if (tries > 1) await setTimeout(Math.random() * 50 * 2 ** tries);
      const { UnprocessedItems = {} } = await client.send(
        new BatchWriteItemCommand({ RequestItems: { [tableName]: left } }),
      );
      left = UnprocessedItems[tableName] ?? [];
    }
  }
}
