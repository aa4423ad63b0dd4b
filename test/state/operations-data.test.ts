import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { nextDataVersion } from '../../lambda/dynamodb/data-version.ts';
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
  test('what is kept is served for a minute after it was known to hold, and no longer', async () => {
    let now = 0;
    const data = createReferenceData(openTable(proxy.endpoint, table.tableName), () => now);
    expect((await data.inventory()).items).toHaveLength(1);

    broken = true;
    now = 59_999;
    expect((await data.inventory()).items).toHaveLength(1);
    expect(await data.version()).toBe(7);
    now = 60_000;
    await expect(data.inventory()).rejects.toMatchObject({ name: 'StoreUnavailable' });
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
    nextDataVersion(),
  ]);

  for (const data of instances) expect((await data.inventory()).items[0]?.quantity).toBe(1);
});
