import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  PutItemCommand,
  paginateScan,
  TransactWriteItemsCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startEmbeddedDynamoDB } from '../../scripts/local/dynamodb-emulator/embedded-dynamodb.ts';
import { startDynamoDBProcess } from './dynamodb-process.ts';
import { createClient, createIndexedTable, type Item, readItem, values } from './dynamodb-under-test.ts';

const table = 'kept';
let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dynamodb-'));
  path = join(folder, 'not', 'there', 'yet');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

test('a restart keeps items, index, time to live and the tokens of transactions', async () => {
  const addition = new TransactWriteItemsCommand({
    ClientRequestToken: crypto.randomUUID(),
    TransactItems: [
      {
        Update: {
          TableName: table,
          Key: values({ pk: 'a', sk: '1' }),
          UpdateExpression: 'ADD n :one',
          ExpressionAttributeValues: values({ ':one': 1 }),
        },
      },
    ],
  });
  await whileServing(async (client) => {
    await createIndexedTable(client, table);
    await client.send(
      new UpdateTimeToLiveCommand({
        TableName: table,
        TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
      }),
    );
    const Item = values({ pk: 'a', sk: '1', group: 'g', rank: '1' });
    await client.send(new PutItemCommand({ TableName: table, Item }));
    await client.send(addition);
  });

  await whileServing(async (client) => {
    await client.send(addition);

    expect(await readItem(client, table, 'a', '1')).toMatchObject({ n: 1 });
    expect(await scan(client, 'by-group')).toHaveLength(1);
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: table }));
    expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires_at' });
  });
});

test('a process killed amid transactions leaves each of them whole or not at all, and every one it confirmed', async () => {
  const confirmed = new Set<number>();
  let next = 0;
  await whileServing((client) => createIndexedTable(client, table));

  for (let round = 0; round < 4; round++) {
    const server = await startDynamoDBProcess('--port', '0', '--path', path);
    const client = createClient(server.endpoint);
    const writers = Array.from({ length: 4 }, async () => {
      for (;;) {
        const number = next++;
        await client.send(transaction(number));
        confirmed.add(number);
      }
    });
    const stopped = Promise.allSettled(writers);
    const enough = confirmed.size + 10;
    await vi.waitUntil(() => confirmed.size >= enough, { timeout: 240_000, interval: 1 });
    await delay(20 * Math.random());
    await server.end('SIGKILL');
    await stopped;
    client.destroy();

    await whileServing(async (client) => {
      const items = await scan(client);
      const entries = await scan(client, 'by-group');
      const written = Map.groupBy(
        items.filter(({ pk }) => pk !== 'count'),
        ({ pk }) => pk,
      );

      expect([...written.values()].every((parts) => parts.length === 5)).toBe(true);
      expect([...confirmed].filter((number) => !written.has(`tx ${number}`))).toEqual([]);
      expect(await readItem(client, table, 'count', '1')).toMatchObject({ n: written.size });
      expect(entries).toHaveLength(written.size * 5);
    });
  }
});

test('a folder that is open elsewhere is refused with the endpoint to use instead', async () => {
  const first = await startDynamoDBProcess('--port', '0', '--path', path);

  const second = startEmbeddedDynamoDB({ path });

  await expect(second).rejects.toThrow(
    `Another server has the data folder ${path} open. Set DYNAMODB_ENDPOINT=${first.endpoint} to use that one, or stop it first.`,
  );
  await first.end('SIGKILL');
  await whileServing(async (client) => {
    await expect(readItem(client, table, 'a', '1')).rejects.toThrow(/not found/);
  });
});

test('a path that is no folder is refused by name', async () => {
  const file = join(folder, 'file');
  await writeFile(file, 'no folder');

  await expect(startEmbeddedDynamoDB({ path: file })).rejects.toThrow(
    `The data folder ${file} could not be opened`,
  );
});

/** Five items with index entries, and a count of such transactions; large enough for LevelDB to write it in pieces. */
function transaction(number: number): TransactWriteItemsCommand {
  const puts = ['a', 'b', 'c', 'd', 'e'].map((sk) => ({
    Put: {
      TableName: table,
      Item: values({ pk: `tx ${number}`, sk, group: 'g', rank: `${number} ${sk}`, text: 'x'.repeat(10_000) }),
    },
  }));
  const count = {
    Update: {
      TableName: table,
      Key: values({ pk: 'count', sk: '1' }),
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: values({ ':one': 1 }),
    },
  };
  return new TransactWriteItemsCommand({ TransactItems: [...puts, count] });
}

async function whileServing(work: (client: DynamoDBClient) => Promise<void>): Promise<void> {
  const dynamodb = await startEmbeddedDynamoDB({ path });
  const client = createClient(dynamodb.endpoint);
  try {
    await work(client);
  } finally {
    client.destroy();
    await dynamodb.close();
  }
}

async function scan(client: DynamoDBClient, IndexName?: string): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of paginateScan({ client }, { TableName: table, IndexName })) {
    items.push(...(page.Items ?? []).map((item) => unmarshall(item)));
  }
  return items;
}
