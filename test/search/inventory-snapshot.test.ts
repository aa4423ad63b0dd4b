import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import { plainItems, queryAll } from '../../lambda/dynamodb/client.ts';
import { announcement } from '../../lambda/dynamodb/data-version.ts';
import { keys } from '../../lambda/dynamodb/table-schema.ts';
import { importItems } from '../../lambda/inventory/import-items.ts';
import { readInventory } from '../../lambda/inventory/item.ts';
import { createInventorySearch } from '../../lambda/inventory/search/inventory-search.ts';
import { loadInventory } from '../../lambda/inventory/search/inventory-snapshot.ts';
import { storeInventorySnapshot } from '../../lambda/inventory/search/store-inventory-snapshot.ts';
import { importPolicies } from '../../lambda/policies/import-policies.ts';
import { createReferenceData } from '../../lambda/services/reference-data.ts';
import { createSyntheticData } from '../../scripts/performance/synthetic-data.ts';
import { startProxy } from '../support/dynamodb-proxy.ts';
import { openTable, startTable, type TestTable } from '../support/table.ts';

const data = createSyntheticData(3);
const many = data.items(2_100);

async function filled(): Promise<TestTable> {
  const table = await startTable();
  const rows = many.map((item) => ({ ...keys.item(item.item_id), ...item }));
  await table.fill([...rows, { ...keys.dataVersion(), inventory: 1, policies: 1 }]);
  return table;
}

/** How many items of each partition were read, and what came of it. */
async function readsOf<Result>(
  table: TestTable,
  load: (db: ReturnType<typeof openTable>) => Promise<Result>,
) {
  const partitions: string[] = [];
  await using proxy = await startProxy(table.endpoint, async ({ operation, body }, forward) => {
    if (operation === 'Query') partitions.push(JSON.parse(body).ExpressionAttributeValues[':pk'].S);
    return forward();
  });
  const result = await load(openTable(proxy.endpoint, table.tableName));
  return { result, partitions: partitions.toSorted() };
}

async function slicesIn({ scan }: TestTable) {
  return (await scan()).filter(({ pk }) => pk === keys.inventorySnapshot(0).pk);
}

test('an inventory that an import has packed is loaded in slices, without reading its rows', async () => {
  await using table = await filled();
  await storeInventorySnapshot(table.db);

  const slices = await slicesIn(table);
  expect(slices).toHaveLength(2);
  for (const slice of slices) expect(JSON.stringify(slice).length).toBeLessThan(400_000);

  const { result, partitions } = await readsOf(table, (db) => loadInventory(db, '1'));
  expect(partitions).toEqual(['INVENTORY', 'INVENTORY_SNAPSHOT']);
  expect(result.items).toEqual(await readInventory(table.db));
});

test('the index that is loaded finds what one that is built finds', async () => {
  await using table = await filled();
  await storeInventorySnapshot(table.db);
  const index = await loadInventory(table.db, '1');

  const loaded = createInventorySearch(index);
  const built = createInventorySearch(many);
  for (const query of data.inventoryQueries(200)) {
    expect(loaded.find({ query }), query).toEqual(built.find({ query }));
  }
});

test('no more than 2,000 rows are read, parsed or indexed without a pause, packed or not', async () => {
  await using table = await filled();
  for (const pack of [async () => {}, () => storeInventorySnapshot(table.db)]) {
    await pack();
    const { items, pauses } = await pausesIn(table, (db) => loadInventory(db, '1'));
    expect(items).toHaveLength(many.length);
    expect(pauses).toBeGreaterThanOrEqual(Math.ceil(many.length / 2_000));
  }
});

test('no more than 250 rows of a page are made plain without a pause', async () => {
  const page = many.map((item) => marshall(item));
  let pauses = 0;
  let counting = setImmediate(function count() {
    pauses += 1;
    counting = setImmediate(count);
  });
  expect(await plainItems(page)).toEqual(many);
  clearImmediate(counting);

  expect(pauses).toBeGreaterThanOrEqual(Math.floor(page.length / 250));
});

test('a query of all rows reads pages of 2,000', async () => {
  await using table = await filled();
  const { result, partitions } = await readsOf(table, (db) => queryAll(db, { pk: keys.item('').pk }));

  expect(result).toHaveLength(many.length);
  expect(partitions).toEqual(['INVENTORY', 'INVENTORY']);
});

/** Counts the turns of the event loop after the last answer of the table. */
async function pausesIn(table: TestTable, load: (db: TestTable['db']) => Promise<{ items: unknown }>) {
  let pauses = 0;
  let waiting = 0;
  let counting: NodeJS.Immediate | undefined;
  const count = () => {
    pauses += 1;
    counting = setImmediate(count);
  };
  const query: typeof table.db.query = async (input) => {
    clearImmediate(counting);
    waiting += 1;
    const page = await table.db.query(input);
    expect(page.items.length).toBeLessThanOrEqual(2_000);
    waiting -= 1;
    pauses = 0;
    if (waiting === 0) counting = setImmediate(count);
    return page;
  };
  const { items } = await load({ ...table.db, query });
  clearImmediate(counting);
  return { items, pauses };
}

test('what was changed since is read row by row until it is packed anew', async () => {
  await using table = await filled();
  await storeInventorySnapshot(table.db);
  await importItems(table.db, [{ ...many[0]!, quantity: 12_345 }]);

  const before = await readsOf(table, (db) => loadInventory(db, '2'));
  expect(before.partitions.filter((name) => name === 'INVENTORY').length).toBeGreaterThan(1);
  expect(before.result.items).toEqual(await readInventory(table.db));

  await storeInventorySnapshot(table.db);
  const after = await readsOf(table, (db) => loadInventory(db, '2'));
  expect(after.partitions).toEqual(['INVENTORY', 'INVENTORY_SNAPSHOT']);
  expect(after.result.items).toEqual(before.result.items);
});

test.each([
  ['damaged', { data: 'H4sIAAAAAAAAA' }],
  ['of another stamp', { stamp: '0' }],
  ['one of more than there are', { count: 9 }],
])('a slice that is %s is not believed', async (_, change) => {
  await using table = await filled();
  await storeInventorySnapshot(table.db);
  const [first] = await slicesIn(table);
  await table.fill([{ ...first, ...change }]);

  const { items } = await loadInventory(table.db, '1');
  expect(items).toEqual(await readInventory(table.db));
});

test('nothing is packed while another import runs, and a small inventory never', async () => {
  await using table = await filled();
  await table.db.transact(announcement('inventory', { first: true, last: false }));
  await storeInventorySnapshot(table.db);
  expect(await slicesIn(table)).toEqual([]);

  await using small = await startTable();
  await importItems(small.db, data.items(35));
  await storeInventorySnapshot(small.db);
  expect(await slicesIn(small)).toEqual([]);
  const { partitions } = await readsOf(small, (db) => loadInventory(db, '1'));
  expect(partitions).toEqual(['INVENTORY', 'INVENTORY_SNAPSHOT']);
});

test('an import of one policy makes no instance read the inventory again', async () => {
  await using table = await filled();
  await storeInventorySnapshot(table.db);

  const { partitions } = await readsOf(table, async (db) => {
    const reference = createReferenceData(db);
    await reference.inventory();
    await reference.policies();
    await importPolicies(table.db, data.policies(25));
    await reference.inventory();
    await reference.policies();
  });

  expect(partitions.filter((name) => name.startsWith('INVENTORY'))).toEqual([
    'INVENTORY',
    'INVENTORY_SNAPSHOT',
  ]);
  expect(partitions.filter((name) => name === 'POLICIES')).toHaveLength(2);
});

test('while an import packs what it wrote, instances serve what they have, for ten seconds at most', async () => {
  await using table = await filled();
  await storeInventorySnapshot(table.db);
  let now = 0;
  const { partitions } = await readsOf(table, async (db) => {
    const reference = createReferenceData(db, () => now);
    const quantity = async () => (await reference.inventory()).items[0]!.quantity;
    await quantity();
    await importItems(table.db, [{ ...many[0]!, quantity: 12_345 }]);
    expect(await quantity()).toBe(many[0]!.quantity);
    now = 499;
    expect(await quantity()).toBe(many[0]!.quantity); // it does not look again yet
    now = 10_000;
    expect(await quantity()).toBe(12_345);

    await importItems(table.db, [{ ...many[0]!, quantity: 54_321 }]);
    expect(await quantity()).toBe(12_345);
    await storeInventorySnapshot(table.db);
    now += 500;
    expect(await quantity()).toBe(54_321);

    // Without anything to serve, an instance does not wait.
    await importItems(table.db, [{ ...many[0]!, quantity: 7 }]);
    expect((await createReferenceData(db).inventory()).items[0]!.quantity).toBe(7);
  });
  expect(partitions.filter((name) => name === 'INVENTORY_SNAPSHOT')).toHaveLength(6);
});
