// The contract of transactions; like its neighbour it runs against DYNAMODB_CONTRACT_ENDPOINT when that is set.

import {
  type CancellationReason,
  IdempotentParameterMismatchException,
  PutItemCommand,
  ResourceNotFoundException,
  type TransactGetItem,
  TransactGetItemsCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DynamoDBUnderTest, startDynamoDBUnderTest, values } from './dynamodb-under-test.ts';

let db: DynamoDBUnderTest;

beforeAll(async () => {
  db = await startDynamoDBUnderTest();
});

afterAll(() => db.stop());

describe('a transaction', () => {
  test('puts, updates and deletes what its conditions allow', async () => {
    await write(put('old'), put('guard', { n: 1 }));

    await write(
      put('new', {}, { ConditionExpression: 'attribute_not_exists(pk)' }),
      add('sum', 5),
      remove('old'),
      check('guard', 1),
    );

    const names = ['new', 'sum', 'old', 'guard'];
    expect(await Promise.all(names.map((name) => db.read('tx', name)))).toEqual([
      { pk: 'tx', sk: 'new' },
      { pk: 'tx', sk: 'sum', n: 5 },
      undefined,
      { pk: 'tx', sk: 'guard', n: 1 },
    ]);
  });

  test('changes nothing when one condition fails, and says which, with the items asked for', async () => {
    await write(put('taken', { n: 1 }));

    const reasons = await reasonsAgainst(
      put('rolled back'),
      put('taken', { n: 2 }, { ConditionExpression: 'attribute_not_exists(pk)', ...returnOld }),
      remove('absent', { ConditionExpression: 'attribute_exists(pk)', ...returnOld }),
      check('guard', 99),
    );

    expect(reasons.map(({ Code }) => Code)).toEqual([
      'None',
      'ConditionalCheckFailed',
      'ConditionalCheckFailed',
      'ConditionalCheckFailed',
    ]);
    expect(reasons.map(({ Item }) => Item && unmarshall(Item))).toEqual([
      undefined,
      { pk: 'tx', sk: 'taken', n: 1 },
      undefined,
      undefined,
    ]);
    expect(await db.read('tx', 'rolled back')).toBeUndefined();
    expect(await db.read('tx', 'taken')).toEqual({ pk: 'tx', sk: 'taken', n: 1 });
  });

  test('changes nothing when an item outgrows 400 KB', async () => {
    const grown = {
      UpdateExpression: 'SET w = :w',
      ExpressionAttributeValues: values({ ':w': 'x'.repeat(200_000) }),
    };
    await write(put('growing', { v: 'x'.repeat(300_000) }));

    const reasons = await reasonsAgainst(put('beside it'), {
      Update: { TableName: db.table, Key: key('growing'), ...grown },
    });

    expect(reasons.map(({ Code }) => Code)).toEqual(['None', 'ValidationError']);
    expect(reasons[1]?.Message).toMatch(/Item size .*exceeded/);
    expect(await db.read('tx', 'beside it')).toBeUndefined();
  });

  test('of two that race for one item wins alone', async () => {
    await write(put('state', { n: 0 }));
    const moves = [1, 2].map((n) =>
      write(
        {
          Update: {
            TableName: db.table,
            Key: key('state'),
            UpdateExpression: 'SET n = :n',
            ConditionExpression: 'n = :before',
            ExpressionAttributeValues: values({ ':n': n, ':before': 0 }),
          },
        },
        put(`record of ${n}`),
      ),
    );

    const results = await Promise.allSettled(moves);

    const winner = results.findIndex(({ status }) => status === 'fulfilled') + 1;
    const loser = winner === 1 ? 2 : 1;
    expect(results[loser - 1]).toMatchObject({ reason: { name: 'TransactionCanceledException' } });
    expect(await db.read('tx', 'state')).toMatchObject({ n: winner });
    expect(await db.read('tx', `record of ${winner}`)).toBeDefined();
    expect(await db.read('tx', `record of ${loser}`)).toBeUndefined();
  });

  test('is seen whole or not at all by a transaction that reads', async () => {
    const names = Array.from({ length: 20 }, (_, n) => `together ${n}`);
    await write(...names.map((name) => put(name, { n: 0 })));
    const writing = (async () => {
      for (let n = 1; n <= 20; n++) await write(...names.map((name) => put(name, { n })));
    })();

    for (let reads = 0; reads < 20; reads++) {
      const items = await read(...names.map((name) => get(name))).catch(conflict);
      expect(new Set(items.map((item) => item?.n)).size).toBeLessThanOrEqual(1);
    }
    await writing;
  });

  test('takes a hundred items', async () => {
    await write(...Array.from({ length: 100 }, (_, n) => put(`of many ${n}`)));

    expect(await read(...Array.from({ length: 100 }, (_, n) => get(`of many ${n}`)))).not.toContain(
      undefined,
    );
  });
});

describe('a transaction is refused', () => {
  test.each<[string, () => TransactWriteItem[], RegExp]>([
    ['without items', () => [], /length/],
    ['of more than a hundred', () => Array.from({ length: 101 }, (_, n) => put(`many ${n}`)), /length/],
    [
      'with two operations on one item',
      () => [put('twice'), remove('twice')],
      /multiple operations on one item/,
    ],
    [
      'with two operations in one place',
      () => [{ ...put('a'), ...remove('b') }],
      /TransactItems can only contain one/,
    ],
    [
      'with a check of nothing',
      () => [{ ConditionCheck: { ...check('a', 1).ConditionCheck!, ConditionExpression: undefined } }],
      /conditionExpression/,
    ],
    ['with an unknown expression', () => [put('a', {}, { ConditionExpression: 'a === b' })], /Syntax error/],
    ['with an item over 400 KB', () => [put('a', { v: 'x'.repeat(410_000) })], /Item size/],
    [
      'of more than 4 MB',
      () => Array.from({ length: 11 }, (_, n) => put(`${n}`, { v: 'x'.repeat(400_000) })),
      /4MB/,
    ],
  ])('%s', async (_name, items, message) => {
    const error = await write(...items()).catch((error: unknown) => error);

    expect(error).toMatchObject({ name: 'ValidationException', message: expect.stringMatching(message) });
  });

  test('for a table that does not exist', async () => {
    const items = [put('beside the missing'), { Put: { TableName: 'no-such-table', Item: key('a') } }];

    await expect(write(...items)).rejects.toBeInstanceOf(ResourceNotFoundException);
    expect(await db.read('tx', 'beside the missing')).toBeUndefined();
  });
});

describe('a request token', () => {
  test('makes a transaction that is sent twice happen once', async () => {
    const token = crypto.randomUUID();

    await writeWith(token, add('once', 1));
    await writeWith(token, add('once', 1));

    expect(await db.read('tx', 'once')).toMatchObject({ n: 1 });
  });

  test('makes a transaction that is sent ten times at the same moment happen once', async () => {
    const token = crypto.randomUUID();

    await Promise.allSettled(Array.from({ length: 10 }, () => writeWith(token, add('at once', 1))));

    expect(await db.read('tx', 'at once')).toMatchObject({ n: 1 });
  });

  test('cannot be used for another transaction', async () => {
    const token = crypto.randomUUID();
    await writeWith(token, add('one', 1));

    const other = writeWith(token, add('another', 1));

    await expect(other).rejects.toBeInstanceOf(IdempotentParameterMismatchException);
    expect(await db.read('tx', 'another')).toBeUndefined();
  });

  test('is not spent by a transaction that was cancelled', async () => {
    const token = crypto.randomUUID();
    const guarded = put('guarded', {}, { ConditionExpression: 'attribute_exists(pk)' });
    await expect(writeWith(token, guarded)).rejects.toBeInstanceOf(TransactionCanceledException);

    await write(put('guarded', { n: 1 }));
    await writeWith(token, guarded);

    expect(await db.read('tx', 'guarded')).toEqual({ pk: 'tx', sk: 'guarded' });
  });

  test('has at most 36 characters', async () => {
    await expect(writeWith('x'.repeat(37), add('one', 1))).rejects.toThrow(/clientRequestToken/);
  });
});

describe('a reading transaction', () => {
  test('gives the items in order, nothing for a missing one, and only what is projected', async () => {
    await write(put('first', { a: 1, b: 2 }), put('second', { n: 2 }));

    const items = await read(get('first', { ProjectionExpression: 'a' }), get('absent'), get('second'));

    expect(items).toEqual([{ a: 1 }, undefined, { pk: 'tx', sk: 'second', n: 2 }]);
  });

  test.each<[string, () => TransactGetItem[], RegExp]>([
    ['without items', () => [], /length|null/],
    ['of more than a hundred', () => Array.from({ length: 101 }, (_, n) => get(`${n}`)), /length/],
    ['of one item twice', () => [get('twice'), get('twice')], /multiple operations on one item/],
  ])('is refused %s', async (_name, items, message) => {
    const error = await read(...items()).catch((error: unknown) => error);

    expect(error).toMatchObject({ name: 'ValidationException', message: expect.stringMatching(message) });
  });

  test('is refused with a key that does not fit the table', async () => {
    const misfit = { Get: { TableName: db.table, Key: values({ pk: 'tx' }) } };

    await expect(read(misfit)).rejects.toBeInstanceOf(TransactionCanceledException);
  });

  test('is refused with more than 4 MB to answer', async () => {
    const names = Array.from({ length: 11 }, (_, n) => `large ${n}`);
    for (const name of names) {
      const Item = values({ pk: 'tx', sk: name, v: 'x'.repeat(390_000) });
      await db.client.send(new PutItemCommand({ TableName: db.table, Item }));
    }

    await expect(read(...names.map((name) => get(name)))).rejects.toThrow(/too large/);
  });
});

const returnOld = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const };

function write(...TransactItems: TransactWriteItem[]) {
  return db.client.send(new TransactWriteItemsCommand({ TransactItems }));
}

function writeWith(ClientRequestToken: string, ...TransactItems: TransactWriteItem[]) {
  return db.client.send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken }));
}

async function reasonsAgainst(...items: TransactWriteItem[]): Promise<CancellationReason[]> {
  const error = await write(...items).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(TransactionCanceledException);
  return (error as TransactionCanceledException).CancellationReasons ?? [];
}

async function read(...TransactItems: TransactGetItem[]) {
  const { Responses = [] } = await db.client.send(new TransactGetItemsCommand({ TransactItems }));
  return Responses.map(({ Item }) => Item && unmarshall(Item));
}

/** Real DynamoDB may refuse to read what is being written; that shows no half of it either. */
function conflict(error: unknown): [] {
  if (error instanceof TransactionCanceledException) return [];
  throw error;
}

function key(sk: string) {
  return values({ pk: 'tx', sk });
}

function put(sk: string, attributes: object = {}, more: object = {}) {
  return { Put: { TableName: db.table, Item: values({ pk: 'tx', sk, ...attributes }), ...more } };
}

function add(sk: string, amount: number) {
  return {
    Update: {
      TableName: db.table,
      Key: key(sk),
      UpdateExpression: 'ADD n :amount',
      ExpressionAttributeValues: values({ ':amount': amount }),
    },
  };
}

function remove(sk: string, more: object = {}) {
  return { Delete: { TableName: db.table, Key: key(sk), ...more } };
}

function check(sk: string, n: number) {
  return {
    ConditionCheck: {
      TableName: db.table,
      Key: key(sk),
      ConditionExpression: 'n = :n',
      ExpressionAttributeValues: values({ ':n': n }),
    },
  };
}

function get(sk: string, more: object = {}) {
  return { Get: { TableName: db.table, Key: key(sk), ...more } };
}
