// The contract of single items, queries, tables and time to live. With DYNAMODB_CONTRACT_ENDPOINT set it is checked
// against that DynamoDB instead, to show that the embedded one and the tests do not merely agree with each other.

import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
  ResourceInUseException,
  ResourceNotFoundException,
  ScanCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createIndexedTable,
  type DynamoDBUnderTest,
  startDynamoDBUnderTest,
  values,
} from './dynamodb-under-test.ts';

let db: DynamoDBUnderTest;

beforeAll(async () => {
  db = await startDynamoDBUnderTest();
});

afterAll(() => db.stop());

describe('single items', () => {
  test('an item comes back as it was put, whatever the types of its attributes', async () => {
    const item = {
      pk: 'types',
      sk: '1',
      text: '노트북 🖥️',
      empty: '',
      number: -12.5,
      yes: true,
      nothing: null,
      bytes: new Uint8Array([0, 255]),
      list: [1, 'two', { three: [3] }],
      words: new Set(['a', 'b']),
      numbers: new Set([1, 2]),
    };

    await put(item);

    expect(await db.read('types', '1')).toEqual(item);
  });

  test('a put replaces the whole item and can return the old one', async () => {
    await put({ pk: 'replaced', sk: '1', a: 1 });

    const { Attributes } = await put({ pk: 'replaced', sk: '1', b: 2 }, { ReturnValues: 'ALL_OLD' });

    expect(unmarshall(Attributes!)).toEqual({ pk: 'replaced', sk: '1', a: 1 });
    expect(await db.read('replaced', '1')).toEqual({ pk: 'replaced', sk: '1', b: 2 });
  });

  test('an update sets, adds, appends and removes, also inside maps and lists', async () => {
    await update('updated', {
      UpdateExpression:
        'SET details = :details, entries = list_append(if_not_exists(entries, :none), :entry) ADD hits :one',
      ExpressionAttributeValues: values({
        ':details': { a: 'b' },
        ':none': [],
        ':entry': ['first'],
        ':one': 1,
      }),
    });

    const { Attributes } = await update('updated', {
      UpdateExpression: 'SET details.a = :c REMOVE entries[0] ADD hits :one',
      ConditionExpression: 'size(entries) = :one AND contains(details.a, :b)',
      ExpressionAttributeValues: values({ ':c': 'd', ':b': 'b', ':one': 1 }),
      ReturnValues: 'ALL_NEW',
    });

    expect(unmarshall(Attributes!)).toEqual({
      pk: 'updated',
      sk: '1',
      details: { a: 'd' },
      entries: [],
      hits: 2,
    });
  });

  test('fifty concurrent additions are all counted', async () => {
    const additions = Array.from({ length: 50 }, () =>
      update('counter', { UpdateExpression: 'ADD n :one', ExpressionAttributeValues: values({ ':one': 1 }) }),
    );

    await Promise.all(additions);

    expect(await db.read('counter', '1')).toMatchObject({ n: 50 });
  });

  test('of fifty concurrent first puts one succeeds', async () => {
    const puts = Array.from({ length: 50 }, (_, n) =>
      put({ pk: 'first', sk: '1', n }, { ConditionExpression: 'attribute_not_exists(pk)' }),
    );

    const results = await Promise.allSettled(puts);

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('a deleted item is gone', async () => {
    await put({ pk: 'deleted', sk: '1' });

    await db.client.send(
      new DeleteItemCommand({ TableName: db.table, Key: values({ pk: 'deleted', sk: '1' }) }),
    );

    expect(await db.read('deleted', '1')).toBeUndefined();
  });
});

describe('a failed condition', () => {
  const condition = {
    ConditionExpression: 'n > :seven',
    ExpressionAttributeValues: values({ ':seven': 7 }),
  };
  const returnOld = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const };

  beforeAll(async () => {
    await put({ pk: 'held', sk: '1', n: 1 });
  });

  test.each([
    ['put', () => put({ pk: 'held', sk: '1' }, { ...condition, ...returnOld })],
    ['update', () => update('held', { UpdateExpression: 'SET n = :seven', ...condition, ...returnOld })],
    ['delete', () => remove('held', { ...condition, ...returnOld })],
  ])('of a %s changes nothing and brings the item that is there when asked to', async (_name, write) => {
    const error = await write().catch((error: unknown) => error);

    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect(unmarshall((error as ConditionalCheckFailedException).Item!)).toEqual({
      pk: 'held',
      sk: '1',
      n: 1,
    });
    expect(await db.read('held', '1')).toEqual({ pk: 'held', sk: '1', n: 1 });
  });

  test('brings no item unasked, and none where there is none', async () => {
    const unasked = await put({ pk: 'held', sk: '1' }, condition).catch((error: unknown) => error);
    const absent = await remove('absent', { ...condition, ...returnOld }).catch((error: unknown) => error);

    expect((unasked as ConditionalCheckFailedException).Item).toBeUndefined();
    expect((absent as ConditionalCheckFailedException).Item).toBeUndefined();
    expect(absent).toBeInstanceOf(ConditionalCheckFailedException);
  });

  test('says so when asked for something else than the old item', async () => {
    const wrong = { ReturnValuesOnConditionCheckFailure: 'NEW' as never };

    await expect(put({ pk: 'held', sk: '1' }, wrong)).rejects.toThrow(/\[ALL_OLD, NONE\]/);
  });
});

describe('queries', () => {
  beforeAll(async () => {
    const items = Array.from({ length: 6 }, (_, n) => ({
      pk: 'queried',
      sk: `T#00${n}`,
      group: 'open',
      rank: `00${n}`,
      n,
    }));
    for (const item of [...items, { pk: 'queried', sk: 'X#1', n: 9 }]) await put(item);
  });

  const tickets: Partial<QueryCommandInput> = {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
    ExpressionAttributeValues: values({ ':pk': 'queried', ':sk': 'T#' }),
  };

  test('give one page after the other, newest first', async () => {
    const newest = { ...tickets, ScanIndexForward: false, Limit: 4 };

    const first = await query(newest);
    const second = await query({ ...newest, ExclusiveStartKey: first.LastEvaluatedKey });

    expect(sortKeys(first)).toEqual(['T#005', 'T#004', 'T#003', 'T#002']);
    expect(sortKeys(second)).toEqual(['T#001', 'T#000']);
    expect(second.LastEvaluatedKey).toBeUndefined();
  });

  test('of the index find a range, filter it and project it', async () => {
    const found = await query({
      IndexName: 'by-group',
      KeyConditionExpression: '#group = :group AND #rank BETWEEN :from AND :to',
      FilterExpression: 'n > :two',
      ProjectionExpression: 'sk, n',
      ExpressionAttributeNames: { '#group': 'group', '#rank': 'rank' },
      ExpressionAttributeValues: values({ ':group': 'open', ':from': '001', ':to': '004', ':two': 2 }),
    });

    expect(found.Items?.map((item) => unmarshall(item))).toEqual([
      { sk: 'T#003', n: 3 },
      { sk: 'T#004', n: 4 },
    ]);
    expect(found.ScannedCount).toBe(4);
  });

  test('of the index follow an item that changes its group, loses it and is deleted', async () => {
    const grouped = async (group: string) => {
      const found = await query({
        IndexName: 'by-group',
        KeyConditionExpression: '#group = :group',
        ExpressionAttributeNames: { '#group': 'group' },
        ExpressionAttributeValues: values({ ':group': group }),
      });
      return found.Count;
    };
    await put({ pk: 'moving', sk: '1', group: 'before', rank: '1' });

    await update('moving', {
      UpdateExpression: 'SET #group = :after',
      ExpressionAttributeNames: { '#group': 'group' },
      ExpressionAttributeValues: values({ ':after': 'after' }),
    });
    expect([await grouped('before'), await grouped('after')]).toEqual([0, 1]);

    await put({ pk: 'moving', sk: '1' });
    expect(await grouped('after')).toBe(0);

    await put({ pk: 'moving', sk: '1', group: 'after', rank: '1' });
    await remove('moving');
    expect(await grouped('after')).toBe(0);
  });

  test('and scans end a page at a megabyte', async () => {
    const large = 'x'.repeat(300_000);
    for (let n = 0; n < 5; n++) await put({ pk: 'large', sk: `${n}`, large });

    const page = await query({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: values({ ':pk': 'large' }),
    });

    expect(page.Count).toBe(4);
    expect(page.LastEvaluatedKey).toEqual(values({ pk: 'large', sk: '3' }));
    for (let n = 0; n < 5; n++) await remove('large', {}, `${n}`);
  });

  test('a scan sees every item once', async () => {
    const { Items = [] } = await db.client.send(new ScanCommand({ TableName: db.table }));

    expect(Items.filter((item) => item.pk?.S === 'queried')).toHaveLength(7);
  });
});

describe('batches', () => {
  test('write and read several items', async () => {
    const puts = ['1', '2', '3'].map((sk) => ({ PutRequest: { Item: values({ pk: 'batch', sk }) } }));
    const keys = ['1', '2', '3', 'absent'].map((sk) => values({ pk: 'batch', sk }));

    await db.client.send(new BatchWriteItemCommand({ RequestItems: { [db.table]: puts } }));
    const { Responses } = await db.client.send(
      new BatchGetItemCommand({ RequestItems: { [db.table]: { Keys: keys } } }),
    );

    expect(Responses?.[db.table]).toHaveLength(3);
  });

  test('are refused with one item twice', async () => {
    const twice = [1, 2].map(() => ({ PutRequest: { Item: values({ pk: 'batch', sk: 'twice' }) } }));

    const batch = db.client.send(new BatchWriteItemCommand({ RequestItems: { [db.table]: twice } }));

    await expect(batch).rejects.toThrow(/duplicates/);
    expect(await db.read('batch', 'twice')).toBeUndefined();
  });

  test('are refused with more than 25 writes, or 100 reads', async () => {
    const keys = Array.from({ length: 101 }, (_, n) => values({ pk: 'batch', sk: `many ${n}` }));
    const puts = keys.slice(0, 26).map((Item) => ({ PutRequest: { Item } }));

    const write = new BatchWriteItemCommand({ RequestItems: { [db.table]: puts } });
    const read = new BatchGetItemCommand({ RequestItems: { [db.table]: { Keys: keys } } });

    await expect(db.client.send(write)).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(db.client.send(read)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('is refused as a ValidationException:', () => {
  const key = { pk: 'refused', sk: '1' };
  const nested = (levels: number): object => (levels === 0 ? {} : { inner: nested(levels - 1) });
  const options = (count: number, operator: string) =>
    Array.from({ length: count }, () => 'a = :a').join(operator);

  test.each<[string, () => Promise<unknown>, RegExp]>([
    ['an item over 400 KB', () => put({ ...key, v: 'x'.repeat(410_000) }), /Item size/],
    [
      'an item over 400 KB in bytes, though not in characters',
      () => put({ ...key, v: '가'.repeat(140_000) }),
      /Item size/,
    ],
    ['an item nested too deep', () => put({ ...key, nested: nested(33) }), /Nesting Levels/],
    ['a key of the wrong type', () => put({ pk: 1, sk: '1' }), /Type mismatch for key/],
    ['an empty key', () => put({ pk: '', sk: '1' }), /empty string value/],
    ['an empty key of the index', () => put({ ...key, group: '', rank: '1' }), /secondary index key/],
    [
      'a key of the index of the wrong type',
      () => put({ ...key, group: 1, rank: '1' }),
      /Type mismatch for Index Key/,
    ],
    ['a partition key over 2 KB', () => put({ pk: '가'.repeat(700), sk: '1' }), /2048 bytes/],
    ['a sort key over 1 KB', () => put({ pk: 'refused', sk: '가'.repeat(350) }), /1024 bytes/],
    [
      'an index key over 1 KB',
      () => put({ ...key, group: 'g', rank: '가'.repeat(350) }),
      /Size limit exceeded/,
    ],
    ['a reserved word', () => set('ttl = :a'), /reserved keyword/],
    ['a value that is not used', () => set('n = :a', { ':b': 1 }), /unused/],
    ['an unknown attribute in arithmetic', () => set('n = absent + :a'), /does not exist in the item/],
    ['an expression over 4 KB', () => check(options(400, ' OR  ')), /Expression size/],
    ['an expression with too many operators', () => check(options(160, ' OR ')), /too many operators/],
    ['an IN with too many operands', () => check(`a IN (${Array(101).fill(':a')})`), /too many operands/],
    ['a consistent read of the index', () => queryGroup({ ConsistentRead: true }), /not supported/],
    [
      'an index that is not there',
      () => queryGroup({ IndexName: 'by-nothing' }),
      /does not have the specified index/,
    ],
  ])('%s', async (_name, request, message) => {
    const error = await request().catch((error: unknown) => error);

    expect(error).toMatchObject({ name: 'ValidationException', message: expect.stringMatching(message) });
    expect(await db.read('refused', '1')).toBeUndefined();
  });

  test('an update that lets its item outgrow 400 KB', async () => {
    await put({ pk: 'growing', sk: '1', v: 'x'.repeat(300_000) });

    const growth = update('growing', {
      UpdateExpression: 'SET w = :w',
      ExpressionAttributeValues: values({ ':w': 'x'.repeat(200_000) }),
    });

    await expect(growth).rejects.toThrow(/Item size .*exceeded/);
    expect(await db.read('growing', '1')).not.toHaveProperty('w');
  });

  function set(assignment: string, more: object = {}) {
    return update('refused', {
      UpdateExpression: `SET ${assignment}`,
      ExpressionAttributeValues: values({ ':a': 1, ...more }),
    });
  }

  function check(ConditionExpression: string) {
    return put(key, { ConditionExpression, ExpressionAttributeValues: values({ ':a': 1 }) });
  }

  function queryGroup(more: Partial<QueryCommandInput>) {
    return query({
      IndexName: 'by-group',
      KeyConditionExpression: '#group = :group',
      ExpressionAttributeNames: { '#group': 'group' },
      ExpressionAttributeValues: values({ ':group': 'open' }),
      ...more,
    });
  }
});

describe('tables', () => {
  test('are listed and described', async () => {
    const { TableNames } = await db.client.send(new ListTablesCommand({}));
    const { Table } = await db.client.send(new DescribeTableCommand({ TableName: db.table }));

    expect(TableNames).toContain(db.table);
    expect(Table).toMatchObject({ TableStatus: 'ACTIVE', TableName: db.table });
  });

  test('cannot be created twice', async () => {
    const second = db.client.send(
      new CreateTableCommand({
        TableName: db.table,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      }),
    );

    await expect(second).rejects.toBeInstanceOf(ResourceInUseException);
  });

  test('that were deleted come back empty, without their index entries and time to live', async () => {
    const TableName = `${db.table}-again`;
    await createIndexedTable(db.client, TableName);
    await enableTimeToLive(TableName, 'expires_at');
    await db.client.send(
      new PutItemCommand({ TableName, Item: values({ pk: 'a', sk: '1', group: 'g', rank: '1' }) }),
    );

    await db.client.send(new DeleteTableCommand({ TableName }));
    const gone = db.client.send(new DescribeTableCommand({ TableName }));
    await expect(gone).rejects.toBeInstanceOf(ResourceNotFoundException);
    await createIndexedTable(db.client, TableName);

    const items = await db.client.send(new ScanCommand({ TableName }));
    const entries = await db.client.send(new ScanCommand({ TableName, IndexName: 'by-group' }));
    expect([items.Count, entries.Count]).toEqual([0, 0]);
    expect(await timeToLive(TableName)).toEqual({ TimeToLiveStatus: 'DISABLED' });
    await db.client.send(new DeleteTableCommand({ TableName }));
  });

  test('that do not exist are told apart from items that do not', async () => {
    const read = db.client.send(new GetItemCommand({ TableName: 'no-such-table', Key: values({ pk: '1' }) }));

    await expect(read).rejects.toBeInstanceOf(ResourceNotFoundException);
  });
});

describe('time to live', () => {
  test('is off, can be turned on once, and off again', async () => {
    expect(await timeToLive()).toEqual({ TimeToLiveStatus: 'DISABLED' });

    await enableTimeToLive(db.table, 'expires_at');
    expect(await timeToLive()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires_at' });
    await expect(enableTimeToLive(db.table, 'expires_at')).rejects.toThrow('TimeToLive is already enabled');
    await expect(enableTimeToLive(db.table, 'other')).rejects.toThrow(
      'TimeToLive is active on a different AttributeName',
    );

    await enableTimeToLive(db.table, 'expires_at', false);
    expect(await timeToLive()).toEqual({ TimeToLiveStatus: 'DISABLED' });
    await expect(enableTimeToLive(db.table, 'expires_at', false)).rejects.toThrow('already disabled');
  });

  test('needs a specification with an attribute, and a table', async () => {
    const unspecified = db.client.send(
      new UpdateTimeToLiveCommand({ TableName: db.table, TimeToLiveSpecification: undefined }),
    );

    await expect(unspecified).rejects.toThrow(/TimeToLiveSpecification/);
    await expect(enableTimeToLive(db.table, '')).rejects.toThrow(/between 1 and 255 characters/);
    await expect(enableTimeToLive('no-such-table', 'a')).rejects.toBeInstanceOf(ResourceNotFoundException);
    await expect(timeToLive('no-such-table')).rejects.toBeInstanceOf(ResourceNotFoundException);
  });
});

function put(item: object, more: Partial<PutItemCommandInput> = {}) {
  return db.client.send(new PutItemCommand({ TableName: db.table, Item: values(item), ...more }));
}

function update(pk: string, more: Partial<UpdateItemCommandInput>) {
  const Key = values({ pk, sk: '1' });
  return db.client.send(new UpdateItemCommand({ TableName: db.table, Key, ...more }));
}

function remove(pk: string, more: object = {}, sk = '1') {
  return db.client.send(new DeleteItemCommand({ TableName: db.table, Key: values({ pk, sk }), ...more }));
}

function query(input: Partial<QueryCommandInput>) {
  return db.client.send(new QueryCommand({ TableName: db.table, ...input }));
}

function sortKeys({ Items = [] }: { Items?: { sk?: { S?: string } }[] | undefined }) {
  return Items.map((item) => item.sk?.S);
}

function enableTimeToLive(TableName: string, AttributeName: string, Enabled = true) {
  const TimeToLiveSpecification = { AttributeName, Enabled };
  return db.client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
}

async function timeToLive(TableName = db.table) {
  const { TimeToLiveDescription } = await db.client.send(new DescribeTimeToLiveCommand({ TableName }));
  return TimeToLiveDescription;
}
