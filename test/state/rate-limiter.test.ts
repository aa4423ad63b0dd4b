import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDynamoDB } from '../../lambda/dynamodb/client.ts';
import {
  createRateLimiter,
  type Limit,
  type RateLimiter,
} from '../../lambda/rate-limiting/dynamodb-rate-limiter.ts';
import { startProxy } from '../support/dynamodb-proxy.ts';
import { openTable, startTable, type TestTable } from '../support/table.ts';

const total: Limit = { name: 'caller', perMinute: 100 };
const ten: Limit = { name: 'create_ticket', perMinute: 10 };
const thirty: Limit = { name: 'get_ticket', perMinute: 30 };
/** The limiter is told the time, so nothing here has to wait; in the future, as the table deletes what has expired. */
const start = Date.UTC(2060, 10, 22, 9, 0, 0);

let table: TestTable;
let limiter: RateLimiter;
let callers = 0;
let caller: string;

beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table[Symbol.asyncDispose]());
beforeEach(() => {
  limiter = createRateLimiter(table.db);
  caller = `caller-${callers++}`;
});

/** Calls one after another at one moment, and tells how many got through. */
async function burst(calls: number, limits: readonly Limit[], now: number): Promise<number> {
  let admitted = 0;
  for (let call = 0; call < calls; call += 1) {
    if ((await limiter.take(caller, limits, now)).allowed) admitted += 1;
  }
  return admitted;
}

describe('one limit', () => {
  test('lets a burst of the whole limit through, and not one call more', async () => {
    expect(await burst(13, [ten], start)).toBe(10);
  });

  test('gives one call back after each share of the minute, and no sooner', async () => {
    await burst(10, [ten], start);

    expect(await burst(1, [ten], start + 5_999)).toBe(0);
    expect(await burst(2, [ten], start + 6_000)).toBe(1);
    expect(await burst(2, [ten], start + 12_000)).toBe(1);
    expect(await burst(5, [ten], start + 30_000)).toBe(3);
  });

  test('keeps up a steady rate for ever', async () => {
    await burst(10, [ten], start);

    for (let call = 1; call <= 8; call += 1) {
      expect(await burst(2, [ten], start + call * 6_000)).toBe(1);
    }
  });

  test('gives no credit beyond the limit for being idle, were it for a day', async () => {
    await burst(3, [ten], start);

    expect(await burst(12, [ten], start + 86_400_000)).toBe(10);
  });

  test('takes a clock that is behind for no reason to give anything away', async () => {
    await burst(10, [ten], start);

    expect(await burst(5, [ten], start - 5_000)).toBe(0);
  });

  test.each([1, 7, 60])('is exact at %i calls a minute', async (perMinute) => {
    const limit = { name: 'odd', perMinute };

    expect(await burst(perMinute + 1, [limit], start)).toBe(perMinute);
    expect(await burst(perMinute + 1, [limit], start + 60_001)).toBe(perMinute);
  });

  test('refills at its rate also where a call costs less than a millisecond', async () => {
    const fast = { name: 'fast', perMinute: 100_000 };
    await table.fill([{ pk: `LIMIT#${caller}`, sk: 'LIMIT', full_at_fast: start * 1_000 + 60_000_000 }]);

    expect(await burst(10, [fast], start + 3)).toBe(5);
  });
});

describe('a refusal', () => {
  test('names the seconds after which the call is let through, rounded up and to the second', async () => {
    await burst(10, [ten], start);

    expect(await limiter.take(caller, [ten], start)).toEqual({
      allowed: false,
      limit: 'create_ticket',
      retryAfterSeconds: 6,
    });
    expect(await limiter.take(caller, [ten], start + 900)).toMatchObject({ retryAfterSeconds: 6 });
    expect(await limiter.take(caller, [ten], start + 1_000)).toMatchObject({ retryAfterSeconds: 5 });
    expect(await limiter.take(caller, [ten], start + 5_999)).toMatchObject({ retryAfterSeconds: 1 });
    expect(await limiter.take(caller, [ten], start + 6_000)).toEqual({ allowed: true });
  });

  test('consumes nothing, however many there are', async () => {
    await burst(10, [total, ten], start);
    const before = await table.scan();

    expect(await burst(50, [total, ten], start)).toBe(0);

    expect(await table.scan()).toEqual(before);
    expect(await burst(90, [total, thirty], start)).toBe(30);
    expect(await burst(100, [total], start)).toBe(60);
  });
});

describe('two limits', () => {
  test('are both taken from, or neither', async () => {
    expect(await burst(30, [total, ten], start)).toBe(10);
    expect(await burst(100, [total], start)).toBe(90);
  });

  test('tell which of them is full', async () => {
    await burst(10, [total, ten], start);

    expect(await limiter.take(caller, [total, ten], start)).toMatchObject({ limit: 'create_ticket' });
    await burst(90, [total], start);
    expect(await limiter.take(caller, [total, thirty], start)).toMatchObject({ limit: 'caller' });
  });

  test('when both are full, tell the caller’s total and the wait until neither is', async () => {
    await burst(10, [total, ten], start);
    await burst(90, [total], start);

    expect(await limiter.take(caller, [total, ten], start)).toEqual({
      allowed: false,
      limit: 'caller',
      retryAfterSeconds: 6,
    });
  });
});

describe('a clock that was ahead', () => {
  const hour = 3_600_000;

  test.each([61_000 + 5_000, hour, 9 * hour, 25 * hour, 365 * 24 * hour])(
    'by %i ms locks no caller out once it is right',
    async (ahead) => {
      await burst(3, [total, ten], start + ahead);

      expect(limiter.hasCapacity(caller, [total, ten], start)).toBe(true);
      expect(await burst(13, [total, ten], start)).toBe(10);
      limiter = createRateLimiter(table.db); // which knows nothing of the caller
      expect(await burst(1, [total, ten], start + 6_000)).toBe(1);
    },
  );

  test('is found out by an instance that has not seen the caller', async () => {
    await burst(100, [total], start + hour);
    limiter = createRateLimiter(table.db);

    expect(await burst(101, [total], start)).toBe(100);
  });

  test.each([1_000, 2_000, 5_000])('by %i ms gives nothing away', async (ahead) => {
    await burst(10, [ten], start + ahead);

    expect(await burst(3, [ten], start)).toBe(0);
  });

  test('never makes a caller wait for longer than a minute', async () => {
    const one = { name: 'rare', perMinute: 1 };
    await burst(1, [one], start + 5_000);

    expect(await limiter.take(caller, [one], start)).toMatchObject({ retryAfterSeconds: 60 });
  });
});

describe('an answer that is lost', () => {
  const losing = (lost: (number: number) => boolean) =>
    startProxy(table.endpoint, async ({ number }, forward) => {
      const answer = await forward();
      return lost(number) ? undefined : answer;
    });

  test('after the write counts once', async () => {
    await using proxy = await losing((number) => number % 2 === 1);
    limiter = createRateLimiter(openTable(proxy.endpoint, table.tableName));

    expect(await burst(12, [total, ten], start)).toBe(10);
    expect(proxy.operations.length).toBeGreaterThan(20);
  });

  test('counts once while other calls of the same caller come between', async () => {
    await using proxy = await losing((number) => number % 2 === 1);
    limiter = createRateLimiter(openTable(proxy.endpoint, table.tableName));
    const one = createRateLimiter(table.db);

    for (let call = 0; call < 5; call += 1) {
      await Promise.all([limiter.take(caller, [total], start), one.take(caller, [total], start)]);
    }

    limiter = createRateLimiter(table.db);
    // Two calls may share a mark, one time in 32.
    expect(await burst(100, [total], start)).toBeGreaterThanOrEqual(88);
  });
});

test('callers do not notice each other', async () => {
  await burst(10, [total, ten], start);
  caller = `${caller}-somebody-else`;

  expect(await burst(12, [total, ten], start)).toBe(10);
});

describe('over ten instances', () => {
  const spread = async (calls: number, limits: readonly Limit[], now: number) => {
    const instances = Array.from({ length: 10 }, () =>
      createRateLimiter(openTable(table.endpoint, table.tableName)),
    );
    const decisions = Array.from({ length: calls }, (_, at) =>
      instances[at % instances.length]!.take(caller, limits, now),
    );
    return (await Promise.all(decisions)).filter(({ allowed }) => allowed).length;
  };

  test('sixty calls at the same moment get just what the limit has', async () => {
    const limit = { name: 'tool', perMinute: 20 };

    expect(await spread(60, [total, limit], start)).toBe(20);
    expect(await spread(60, [total, limit], start + 9_000)).toBe(3);
    expect(await burst(200, [total], start + 9_000)).toBe(100 - 20 + 15 - 3);
  });

  test('calls that all fit are all let through', async () => {
    expect(await spread(60, [total], start)).toBe(60);
  });
});

test('an admitted call costs one request, at a person’s pace and in a burst', async () => {
  await using proxy = await startProxy(table.endpoint);
  limiter = createRateLimiter(openTable(proxy.endpoint, table.tableName));

  await burst(10, [total, ten], start);
  for (let call = 1; call <= 10; call += 1) await burst(1, [total, ten], start + call * 60_000);

  expect(proxy.operations).toEqual(Array.from({ length: 20 }, () => 'UpdateItem'));
});

describe('a caller of many tools', () => {
  const toolAt = (at: number): Limit => ({ name: `server_with_many_tools_${at}`, perMinute: 60 });
  const item = async () => (await table.scan()).find(({ pk }) => pk === `LIMIT#${caller}`)!;

  test('leaves an item of less than one write unit, at one request per call', async () => {
    await using proxy = await startProxy(table.endpoint);
    limiter = createRateLimiter(openTable(proxy.endpoint, table.tableName));

    for (let call = 0; call < 100; call += 1)
      await limiter.take(caller, [total, toolAt(call)], start + call * 3_000);

    expect(proxy.operations).toHaveLength(100);
    expect(Buffer.byteLength(JSON.stringify(await item()))).toBeLessThan(1_024);
    expect(Object.keys(await item()).filter((name) => name.startsWith('full_at_')).length).toBeLessThan(12);
  });

  test('gets no more by what is removed: not what is in use, and not what another instance has just used', async () => {
    const other = createRateLimiter(openTable(table.endpoint, table.tableName));
    for (let call = 0; call < 9; call += 1) await limiter.take(caller, [total, toolAt(call)], start);
    const later = start + 60_000;
    // Behind this limiter's back one of the tools that it holds for idle is used up.
    for (let call = 0; call < 60; call += 1) await other.take(caller, [toolAt(0)], later);

    expect((await limiter.take(caller, [toolAt(20)], later)).allowed).toBe(true);

    expect(await burst(1, [toolAt(0)], later)).toBe(0);
    expect((await other.take(caller, [toolAt(0)], later)).allowed).toBe(false);
  });
});

test('room is expected for a new caller, and for no refused caller until there is room again', async () => {
  expect(limiter.hasCapacity(caller, [total, ten], start)).toBe(true);

  await burst(10, [total, ten], start);
  expect(limiter.hasCapacity(caller, [total, ten], start)).toBe(false);
  expect(limiter.hasCapacity(caller, [total], start)).toBe(true);
  expect(limiter.hasCapacity(caller, [total, ten], start + 6_000)).toBe(true);

  expect(createRateLimiter(table.db).hasCapacity(caller, [total, ten], start)).toBe(true);
});

test('what was stored is deleted by itself once it means nothing any more', async () => {
  await burst(1, [total], start);

  const item = (await table.scan()).find(({ pk }) => pk === `LIMIT#${caller}`);
  expect(item).toMatchObject({ expires_at: start / 1_000 + 120, full_at_caller: (start + 600) * 1_000 });
});

test('a store that is not there is told from a refusal', async () => {
  const db = createDynamoDB({
    dynamodbEndpoint: 'http://127.0.0.1:1',
    tableName: 'none',
    region: 'us-east-1',
  });

  await expect(createRateLimiter(db).take(caller, [total], start)).rejects.toMatchObject({
    name: 'StoreUnavailable',
  });
});
