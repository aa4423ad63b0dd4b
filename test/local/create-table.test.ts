import { DescribeTableCommand, DescribeTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { createTable } from '../../lambda/handlers/container/create-table.ts';
import { startEmbeddedDynamoDB } from '../../scripts/local/dynamodb-emulator/embedded-dynamodb.ts';
import { startProxy } from '../support/dynamodb-proxy.ts';
import { openTable, rawClient } from '../support/table.ts';

test('makes the table as the code expects it: keys, index, time to live, ready for use', async () => {
  const { endpoint, close } = await startEmbeddedDynamoDB();

  await createTable(endpoint, 'tickets');

  const client = rawClient(endpoint);
  const { Table } = await client.send(new DescribeTableCommand({ TableName: 'tickets' }));
  const { TimeToLiveDescription } = await client.send(
    new DescribeTimeToLiveCommand({ TableName: 'tickets' }),
  );
  expect(Table).toMatchObject({
    TableStatus: 'ACTIVE',
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      { IndexName: 'gsi1', IndexStatus: 'ACTIVE', Projection: { ProjectionType: 'ALL' } },
    ],
  });
  expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires_at' });
  await close();
});

test('leaves a table that exists alone, also when two ask for it at once', async () => {
  const { endpoint, close } = await startEmbeddedDynamoDB();

  await Promise.all([createTable(endpoint, 'tickets'), createTable(endpoint, 'tickets')]);
  const key = { pk: 'A', sk: 'B' };
  await openTable(endpoint, 'tickets').transact([{ put: key }]);
  await createTable(endpoint, 'tickets');

  expect(await openTable(endpoint, 'tickets').get(key)).toEqual(key);
  await close();
});

test('says so when nothing answers at the endpoint', async () => {
  const { endpoint, close } = await startEmbeddedDynamoDB();
  await close();

  await expect(createTable(endpoint, 'tickets')).rejects.toThrow(/ECONNREFUSED/);
});

test('says so when what listens at the endpoint never answers', async () => {
  await using hanging = await startProxy('http://127.0.0.1:1', () => new Promise(() => {}));

  await expect(createTable(hanging.endpoint, 'tickets', { requestTimeout: 100 })).rejects.toMatchObject({
    name: 'TimeoutError',
  });
});
