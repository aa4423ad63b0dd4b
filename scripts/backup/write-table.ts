import { setTimeout } from 'node:timers/promises';
import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import type { OperatorTable } from './open-client.ts';
import type { StoredItem } from './stored-item.ts';

/** DynamoDB's own limit on a batch. */
const perBatch = 25;
const maxTries = 10;

/** Writes all items, each as it is. A batch that DynamoDB takes only a part of is sent on until it is through. */
export async function writeTable(table: OperatorTable, items: readonly StoredItem[]): Promise<void> {
  for (let at = 0; at < items.length; at += perBatch) {
    await writeBatch(table, items.slice(at, at + perBatch));
  }
}

async function writeBatch({ client, tableName }: OperatorTable, items: readonly StoredItem[]): Promise<void> {
  let left = items.map((Item) => ({ PutRequest: { Item } }));
  for (let tries = 1; left.length > 0; tries += 1) {
    if (tries > maxTries) throw new Error(`DynamoDB took only a part of a batch, ${maxTries} times.`);
    if (tries > 1) await setTimeout(Math.random() * 50 * 2 ** tries);
    const { UnprocessedItems = {} } = await client.send(
      new BatchWriteItemCommand({ RequestItems: { [tableName]: left } }),
    );
    left = (UnprocessedItems[tableName] ?? []) as typeof left;
  }
}
