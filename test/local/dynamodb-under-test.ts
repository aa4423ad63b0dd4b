import {
  type AttributeValue,
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  GetItemCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { startEmbeddedDynamoDB } from '../../scripts/local/dynamodb-emulator/embedded-dynamodb.ts';

export type Item = Record<string, unknown>;

export interface DynamoDBUnderTest {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** The item with this key, or undefined. */
  read(pk: string, sk: string): Promise<Item | undefined>;
  stop(): Promise<void>;
}

/** An empty table in the DynamoDB at DYNAMODB_CONTRACT_ENDPOINT, or in an embedded one of its own. */
export async function startDynamoDBUnderTest(): Promise<DynamoDBUnderTest> {
  const configured = process.env.DYNAMODB_CONTRACT_ENDPOINT;
  const embedded = configured ? undefined : await startEmbeddedDynamoDB();
  const client = createClient(configured ?? embedded!.endpoint);
  const table = `contract-${crypto.randomUUID()}`;
  await createIndexedTable(client, table);

  return {
    client,
    table,
    read: (pk, sk) => readItem(client, table, pk, sk),
    async stop() {
      await client.send(new DeleteTableCommand({ TableName: table }));
      client.destroy();
      await embedded?.close();
    },
  };
}

export function createClient(endpoint: string): DynamoDBClient {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new DynamoDBClient({ endpoint, credentials, region: 'us-east-1', maxAttempts: 1 });
}

/** With `pk` and `sk`, and an index `by-group` of `group` and `rank`; all of them strings. */
export async function createIndexedTable(client: DynamoDBClient, TableName: string): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'group', 'rank'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: keySchema('pk', 'sk'),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-group',
          KeySchema: keySchema('group', 'rank'),
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.05, maxDelay: 1 }, { TableName });
}

export async function readItem(client: DynamoDBClient, TableName: string, pk: string, sk: string) {
  const command = new GetItemCommand({ TableName, Key: values({ pk, sk }), ConsistentRead: true });
  const { Item } = await client.send(command);
  return Item && unmarshall(Item);
}

/** Plain values as DynamoDB writes them. */
export function values(plain: object): Record<string, AttributeValue> {
  return marshall(plain);
}

function keySchema(partitionKey: string, sortKey: string) {
  return [
    { AttributeName: partitionKey, KeyType: 'HASH' as const },
    { AttributeName: sortKey, KeyType: 'RANGE' as const },
  ];
}
