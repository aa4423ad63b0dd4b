import { randomUUID } from 'node:crypto';
import { BatchWriteItemCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { createDynamoDB, type DynamoDB } from '../../lambda/dynamodb/client.ts';
import type { Item } from '../../lambda/dynamodb/command-inputs.ts';
import { createTable } from '../../lambda/handlers/container/create-table.ts';
import { startEmbeddedDynamoDB } from '../../scripts/local/dynamodb-emulator/embedded-dynamodb.ts';

/** A table of the test's own, in a DynamoDB that other processes can reach too. */
export interface TestTable extends AsyncDisposable {
  readonly endpoint: string;
  readonly tableName: string;
  readonly db: DynamoDB;
  /** Every item there is, for what the code under test has no way to ask. */
  scan(): Promise<Item[]>;
  /** Writes items past the code under test. */
  fill(items: readonly Item[]): Promise<void>;
}

export async function startTable(): Promise<TestTable> {
  const { endpoint, close } = await startEmbeddedDynamoDB();
  const tableName = `test-${randomUUID()}`;
  await createTable(endpoint, tableName);
  const client = rawClient(endpoint);

  return {
    endpoint,
    tableName,
    db: openTable(endpoint, tableName),
    scan: () => scanTable(endpoint, tableName),
    async fill(items) {
      for (let at = 0; at < items.length; at += 25) {
        const requests = items.slice(at, at + 25).map((item) => ({ PutRequest: { Item: marshall(item) } }));
        await client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: requests } }));
      }
    },
    async [Symbol.asyncDispose]() {
      client.destroy();
      await close();
    },
  };
}

/** Everything in a table. */
export async function scanTable(endpoint: string, TableName: string): Promise<Item[]> {
  const client = rawClient(endpoint);
  const items: Item[] = [];
  let ExclusiveStartKey: Record<string, never> | undefined;
  do {
    const page = await client.send(new ScanCommand({ TableName, ExclusiveStartKey }));
    items.push(...page.Items!.map((item) => unmarshall(item)));
    ExclusiveStartKey = page.LastEvaluatedKey as Record<string, never> | undefined;
  } while (ExclusiveStartKey);
  client.destroy();
  return items;
}

/** The embedded table is slow under many requests at once, all the more on a busy machine. */
export const patientMs = 20_000;

/** The same table through another address, such as a proxy's. */
export function openTable(endpoint: string, tableName: string): DynamoDB {
  return createDynamoDB({
    dynamodbEndpoint: endpoint,
    dynamodbTimeoutMs: patientMs,
    tableName,
    region: 'us-east-1',
  });
}

/** A client that knows nothing of our tables. */
export function rawClient(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
}
