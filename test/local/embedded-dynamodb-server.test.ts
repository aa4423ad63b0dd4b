import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import {
  type DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type EmbeddedDynamoDB,
  startEmbeddedDynamoDB,
} from '../../scripts/local/dynamodb-emulator/embedded-dynamodb.ts';
import { createClient, createIndexedTable, readItem, values } from './dynamodb-under-test.ts';

const table = 'served';
let dynamodb: EmbeddedDynamoDB;
let client: DynamoDBClient;

beforeEach(async () => {
  dynamodb = await startEmbeddedDynamoDB();
  client = createClient(dynamodb.endpoint);
});

afterEach(async () => {
  client.destroy();
  await dynamodb.close();
});

describe('the server', () => {
  test('listens on this machine only', async () => {
    const { hostname, port } = new URL(dynamodb.endpoint);
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');

    expect(hostname).toBe('127.0.0.1');
    for (const { address } of others) {
      const socket = connect({ host: address, port: Number(port), timeout: 1000 });
      await expect(once(socket, 'connect')).rejects.toThrow(/ECONNREFUSED/);
    }
  });

  test('keeps connections open for the next request', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const send = async () => {
      const sent = request(dynamodb.endpoint, { agent, method: 'POST', headers: target('ListTables') }).end(
        '{}',
      );
      const [response] = await once(sent, 'response');
      await once(response.resume(), 'end');
      return sent.reusedSocket;
    };

    expect([await send(), await send()]).toEqual([false, true]);
    agent.destroy();
  });

  test('answers what has begun before it closes', async () => {
    await createIndexedTable(client, table);
    const Item = values({ pk: 'a', sk: '1' });
    const writes = Array.from({ length: 20 }, () =>
      client.send(new PutItemCommand({ TableName: table, Item })),
    );
    await Promise.race(writes);

    await dynamodb.close();

    const lost = (await Promise.allSettled(writes)).filter(({ status }) => status === 'rejected');
    for (const { reason } of lost as PromiseRejectedResult[])
      expect(reason.code).toMatch(/ECONN(REFUSED|RESET)/);
  });

  test('goes on after a request that breaks off, and one that breaks dynalite', async () => {
    const { hostname, port } = new URL(dynamodb.endpoint);
    const socket = connect({ host: hostname, port: Number(port) });
    socket.write('POST / HTTP/1.1\r\nx-amz-target: DynamoDB_20120810.PutItem\r\ncontent-length: 9\r\n\r\n{');
    socket.end();
    await once(socket.resume(), 'close');

    const body = JSON.stringify({ TableName: table, Item: { pk: null } });
    const broken = await fetch(dynamodb.endpoint, { method: 'POST', headers: target('PutItem'), body });
    const next = await fetch(dynamodb.endpoint, {
      method: 'POST',
      headers: target('ListTables'),
      body: '{}',
    });

    expect(broken.status).toBe(500);
    expect(await broken.json()).toMatchObject({ __type: expect.stringMatching(/#InternalServerError$/) });
    expect(next.status).toBe(200);
  });

  test('can be closed twice', async () => {
    await dynamodb.close();

    await expect(dynamodb.close()).resolves.toBeUndefined();
  });

  test('names the port that is taken', async () => {
    const port = Number(new URL(dynamodb.endpoint).port);

    await expect(startEmbeddedDynamoDB({ port })).rejects.toThrow(`Port ${port} of 127.0.0.1 is in use.`);
  });
});

describe('refuses', () => {
  test.each([
    ['an operation it does not have', target('ExecuteStatement'), '{}', 'UnknownOperationException'],
    ['a request without an operation', {}, '{}', 'UnknownOperationException'],
    ['what is not JSON', target('ListTables'), '{', 'SerializationException'],
    ['what is JSON but no object', target('ListTables'), '[]', 'SerializationException'],
    ['a web page', { ...target('ListTables'), origin: 'https://example.com' }, '{}', 'AccessDeniedException'],
    ['more than 16 MB', target('ListTables'), ' '.repeat(40 * 1024 * 1024), 'ValidationException'],
    ['an attribute of the wrong shape', target('GetItem'), '{"TableName":1}', 'SerializationException'],
  ])('%s', async (_name, headers, body, name) => {
    const response = await fetch(dynamodb.endpoint, { method: 'POST', headers, body });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: expect.stringMatching(`#${name}$`) });
  });

  test('to remove an index, instead of passing over it', async () => {
    await createIndexedTable(client, table);
    const GlobalSecondaryIndexUpdates = [{ Delete: { IndexName: 'by-group' } }];

    const change = client.send(new UpdateTableCommand({ TableName: table, GlobalSecondaryIndexUpdates }));

    await expect(change).rejects.toThrow('Delete the table and create it anew.');
  });
});

describe('the sweep', () => {
  const now = Date.UTC(2030, 0, 1);
  const second = now / 1000;

  beforeEach(async () => {
    await createIndexedTable(client, table);
  });

  test('deletes what has expired and nothing else', async () => {
    await enableTimeToLive();
    await put({ sk: 'expired', expires_at: second - 1 });
    await put({ sk: 'expires now', expires_at: second });
    await put({ sk: 'expires later', expires_at: second + 1 });
    await put({ sk: 'without' });
    await put({ sk: 'no number', expires_at: '1' });
    await put({ sk: 'older than five years', expires_at: second - 6 * 365 * 86_400 });

    await dynamodb.sweep(now);

    expect(await read('expired')).toBeUndefined();
    for (const sk of ['expires now', 'expires later', 'without', 'no number', 'older than five years']) {
      expect(await read(sk), sk).toBeDefined();
    }
  });

  test('deletes nothing of a table without a time to live', async () => {
    await put({ sk: 'expired', expires_at: second - 1 });

    await dynamodb.sweep(now);

    expect(await read('expired')).toBeDefined();
  });

  test('leaves an item alone that is given more time meanwhile', async () => {
    await enableTimeToLive();
    const names = Array.from({ length: 50 }, (_, n) => `extended ${n}`);
    await Promise.all(names.map((sk) => put({ sk, expires_at: second - 1 })));

    const extensions = names.map((sk) => put({ sk, expires_at: second + 60 }));
    await dynamodb.sweep(now);
    await Promise.all(extensions);

    for (const sk of names) expect(await read(sk), sk).toBeDefined();
  });

  test('goes through more than one page', async () => {
    await enableTimeToLive();
    const names = Array.from({ length: 12 }, (_, n) => `large ${n}`);
    await Promise.all(names.map((sk) => put({ sk, expires_at: second - 1, text: 'x'.repeat(200_000) })));

    await dynamodb.sweep(now);

    expect(await Promise.all(names.map(read))).toEqual(names.map(() => undefined));
  });

  test('pauses between the items of a large table, so that requests are answered meanwhile', async () => {
    await enableTimeToLive();
    const puts = Array.from({ length: 1_000 }, (_, n) => ({
      Put: { TableName: table, Item: values({ pk: 'p', sk: `${n}` }) },
    }));
    for (let at = 0; at < puts.length; at += 100) {
      await client.send(new TransactWriteItemsCommand({ TransactItems: puts.slice(at, at + 100) }));
    }

    let turns = 0;
    let counting = setImmediate(function count() {
      turns += 1;
      counting = setImmediate(count);
    });
    await dynamodb.sweep(now);
    clearImmediate(counting);

    expect(turns).toBeGreaterThanOrEqual(10);
  });

  function enableTimeToLive() {
    const TimeToLiveSpecification = { AttributeName: 'expires_at', Enabled: true };
    return client.send(new UpdateTimeToLiveCommand({ TableName: table, TimeToLiveSpecification }));
  }

  function put(item: object) {
    return client.send(new PutItemCommand({ TableName: table, Item: values({ pk: 'p', ...item }) }));
  }

  function read(sk: string) {
    return readItem(client, table, 'p', sk);
  }
});

function target(operation: string): Record<string, string> {
  return { 'x-amz-target': `DynamoDB_20120810.${operation}` };
}
