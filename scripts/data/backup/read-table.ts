import { QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { tableDefinition } from '../../../lambda/dynamodb/table-schema.ts';
import type { OperatorTable } from './open-client.ts';
import type { StoredItem } from './stored-item.ts';

/** Every item of the table. It is not a snapshot: a table in use changes while the pages are read. */
export async function* readTable({ client, tableName }: OperatorTable): AsyncGenerator<StoredItem> {
  let ExclusiveStartKey: StoredItem | undefined;
  do {
    const page = await client.send(
      new ScanCommand({ TableName: tableName, ConsistentRead: true, ExclusiveStartKey }),
    );
    yield* page.Items ?? [];
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
}

/** Every item under one partition key. */
export async function readPartition({ client, tableName }: OperatorTable, pk: string): Promise<StoredItem[]> {
  const items: StoredItem[] = [];
  let ExclusiveStartKey: StoredItem | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: tableName,
        ConsistentRead: true,
        KeyConditionExpression: '#pk = :pk',
        ExpressionAttributeNames: { '#pk': tableDefinition.partitionKey },
        ExpressionAttributeValues: { ':pk': { S: pk } },
        ExclusiveStartKey,
      }),
    );
    items.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return items;
}

export async function isEmpty({ client, tableName }: OperatorTable): Promise<boolean> {
  const { Items = [] } = await client.send(
    new ScanCommand({ TableName: tableName, ConsistentRead: true, Limit: 1 }),
  );
  return Items.length === 0;
}
