import {
  CreateTableCommand,
  DynamoDBClient,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { tableDefinition } from '../../dynamodb/table-schema.ts';

/** Creates the table, if it does not exist, in a DynamoDB other than AWS's, and waits until it is ready. */
export async function createTable(
  endpoint: string,
  TableName: string,
  { requestTimeout = 5_000 } = {},
): Promise<void> {
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: { connectionTimeout: 1_000, requestTimeout, throwOnRequestTimeout: true },
  });
  try {
    const isNew = await create(client, TableName);
    await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 0.05 }, { TableName });
    if (isNew) await enableTimeToLive(client, TableName);
  } finally {
    client.destroy();
  }
}

async function create(client: DynamoDBClient, TableName: string): Promise<boolean> {
  const { partitionKey, sortKey, index } = tableDefinition;
  const attributes = [partitionKey, sortKey, index.partitionKey, index.sortKey];
  try {
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: attributes.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: keySchema(partitionKey, sortKey),
        GlobalSecondaryIndexes: [
          {
            IndexName: index.name,
            KeySchema: keySchema(index.partitionKey, index.sortKey),
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ResourceInUseException) return false;
    throw error;
  }
}

async function enableTimeToLive(client: DynamoDBClient, TableName: string): Promise<void> {
  const TimeToLiveSpecification = { AttributeName: tableDefinition.timeToLive, Enabled: true };
  await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
}

function keySchema(partitionKey: string, sortKey: string) {
  return [
    { AttributeName: partitionKey, KeyType: 'HASH' as const },
    { AttributeName: sortKey, KeyType: 'RANGE' as const },
  ];
}
