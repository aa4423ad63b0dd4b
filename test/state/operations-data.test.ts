import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { announcement, type DataKind } from '../../lambda/dynamodb/data-version.ts';
import { createRequestContext, requestContext } from '../../lambda/observability/request-context.ts';
import { createTracer } from '../../lambda/observability/tracing/tracer.ts';
import { createReferenceData } from '../../lambda/services/reference-data.ts';
import { type DynamoDBProxy, startProxy } from '../support/dynamodb-proxy.ts';
import { openTable, startTable, type TestTable } from '../support/table.ts';

const laptop = {
  item_id: 'INV-001',
  name: 'MacBook',
  category: 'laptop',
  quantity: 3,
  location: 'Seoul',
  status: 'available',
  last_updated: '2026-11-01',
};

let table: TestTable;
let proxy: DynamoDBProxy;
let broken = false;

beforeAll(async () => {
  table = await startTable();
  await table.fill([
    { pk: 'DATA', sk: 'VERSION', version: 7 },
    { pk: 'INVENTORY', sk: 'INV-001', ...laptop },
  ]);
  proxy = await startProxy(table.endpoint, async (_, forward) => (broken ? undefined : forward()));
});
afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await table[Symbol.asyncDispose]();
});
beforeEach(() => {
  broken = false;
});

describe('when the version cannot be read', () => {
  test('what is kept is served for as long as the table cannot be read', async () => {
    let now = 0;
    const data = createReferenceData(openTable(proxy.endpoint, table.tableName), () => now);
    expect((await data.inventory()).items).toHaveLength(1);

    broken = true;
    now = 86_400_000;
    expect((await data.inventory()).items).toHaveLength(1);
    expect(await data.version()).toEqual({ inventory: '7', policies: '7' });
  });

  test('what was never loaded is not made up', async () => {
    const data = createReferenceData(openTable(proxy.endpoint, table.tableName));
    await data.version();

    broken = true;
    await expect(data.inventory()).rejects.toMatchObject({ name: 'StoreUnavailable' });
    broken = false;
    expect((await data.inventory()).items).toHaveLength(1);
  });

  test('an instance that never read one has nothing to serve', async () => {
    const data = createReferenceData(openTable(proxy.endpoint, table.tableName));

    broken = true;
    await expect(data.version()).rejects.toMatchObject({ name: 'StoreUnavailable' });
  });
});

test('two instances on one table see a change at their next question', async () => {
  const instances = [1, 2].map(() => createReferenceData(openTable(table.endpoint, table.tableName)));
  for (const data of instances) expect((await data.inventory()).items[0]?.quantity).toBe(3);

  await table.db.transact([
    {
      key: { pk: 'INVENTORY', sk: 'INV-001' },
      update: 'SET quantity = :new',
      values: { ':new': 1 },
    },
    ...announcement('inventory', { first: true, last: true }),
  ]);

  for (const data of instances) expect((await data.inventory()).items[0]?.quantity).toBe(1);
});

describe('when an import has been announced', () => {
  const announce = (kind: DataKind) => table.db.transact(announcement(kind, { first: true, last: true }));

  test('the data of this kind is read again once, and that of the other kind not at all', async () => {
    await using counted = await startProxy(table.endpoint);
    const data = createReferenceData(openTable(counted.endpoint, table.tableName));
    await Promise.all([data.inventory(), data.policies()]);
    const queriesBefore = queriesIn(counted);

    await announce('policies');
    await Promise.all([data.inventory(), data.policies(), data.policies(), data.policies()]);

    expect(queriesIn(counted) - queriesBefore).toBe(1);
  });

  test('requests beside the one that loads are given the data of before, and say so', async () => {
    const holdBack = Promise.withResolvers<void>();
    let isHeld = false;
    await using slow = await startProxy(table.endpoint, async ({ operation }, forward) => {
      if (isHeld && operation === 'Query') await holdBack.promise;
      return forward();
    });
    const data = createReferenceData(openTable(slow.endpoint, table.tableName));
    const before = await data.inventory();
    await announce('inventory');
    isHeld = true;

    const sentBefore = slow.operations.length;
    const loading = inRequest(() => data.inventory());
    await vi.waitFor(() => expect(slow.operations.slice(sentBefore)).toContain('Query'));
    const beside = await inRequest(async () => [await data.inventory(), data.readStaleData()] as const);
    holdBack.resolve();

    expect(beside).toEqual([before, true]);
    expect(await loading).not.toBe(before);
    expect(await inRequest(async () => [await data.inventory(), data.readStaleData()])).toEqual([
      await loading,
      false,
    ]);
  });

  test('data that cannot be loaded leaves that of before for a minute, and is tried again', async () => {
    let now = 0;
    let refused = false;
    await using refusing = await startProxy(table.endpoint, async ({ operation }, forward) =>
      refused && operation === 'Query' ? undefined : forward(),
    );
    const data = createReferenceData(openTable(refusing.endpoint, table.tableName), () => now);
    const before = await data.inventory();
    await announce('inventory');
    refused = true;

    expect(await data.inventory()).toBe(before);
    now = 59_999;
    expect(await data.inventory()).toBe(before);
    now = 60_000;
    await expect(data.inventory()).rejects.toMatchObject({ name: 'StoreUnavailable' });
    refused = false;
    expect(await data.inventory()).not.toBe(before);
  });
});

function queriesIn({ operations }: DynamoDBProxy): number {
  return operations.filter((operation) => operation === 'Query').length;
}

function inRequest<Result>(run: () => Promise<Result>): Promise<Result> {
  const request = { requestId: 'r', method: 'POST', path: '/mcp', query: {}, headers: {}, body: '' };
  const tracer = createTracer({} as never, {} as never);
  return requestContext.run(
    createRequestContext(request, { requestDeadlineMs: 20_000, language: 'en' }, tracer),
    run,
  );
}
