import { isDeepStrictEqual } from 'node:util';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Item } from '../../lambda/dynamodb/command-inputs.ts';
import { tableDefinition } from '../../lambda/dynamodb/table-schema.ts';
import type { TestTable } from '../support/table.ts';

export type StreamRecord = DynamoDBRecord;

/** What the table's stream would say of everything that `work` writes: the embedded DynamoDB has none. */
export async function changesOf(table: TestTable, work: () => Promise<unknown>): Promise<StreamRecord[]> {
  const before = await itemsByKey(table);
  await work();
  const after = await itemsByKey(table);
  return [...after].flatMap(([key, item]) => {
    const old = before.get(key);
    return isDeepStrictEqual(old, item) ? [] : [recordOf(old, item)];
  });
}

async function itemsByKey(table: TestTable): Promise<Map<string, Item>> {
  const items = await table.scan();
  return new Map(items.map((item) => [JSON.stringify(keyOf(item)), item]));
}

function keyOf(item: Item): Item {
  const { partitionKey, sortKey } = tableDefinition;
  return { [partitionKey]: item[partitionKey], [sortKey]: item[sortKey] };
}

function recordOf(old: Item | undefined, item: Item): StreamRecord {
  const image = (value: Item) =>
    marshall(value) as NonNullable<StreamRecord['dynamodb']>['NewImage'] & object;
  return {
    eventName: old ? 'MODIFY' : 'INSERT',
    dynamodb: {
      Keys: image(keyOf(item)),
      NewImage: image(item),
      ...(old && { OldImage: image(old) }),
    },
  };
}
