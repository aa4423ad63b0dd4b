import { expect, test } from 'vitest';
import { announcement } from '../../lambda/dynamodb/data-version.ts';
import { keys } from '../../lambda/dynamodb/table-schema.ts';
import { importItems } from '../../lambda/inventory/import-items.ts';
import { loadInventory, storeInventorySnapshot } from '../../lambda/inventory/inventory-snapshot.ts';
import { readInventory } from '../../lambda/inventory/item.ts';
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
async function readsOf(table: TestTable, load: (db: ReturnType<typeof openTable>) => Promise<unknown>) {
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
  expect(result).toEqual(await readInventory(table.db));
});

test('other work runs between the slices', async () => {
  await using table = await filled();
  await storeInventorySnapshot(table.db);
  let turns = 0;
  const count = () => {
    turns += 1;
    counting = setImmediate(count);
  };
  let counting: NodeJS.Immediate | undefined;
  const query: typeof table.db.query = async (wanted) => {
    const page = await table.db.query(wanted);
    if (wanted.limit === undefined) counting ??= setImmediate(count);
    return page;
  };

  const items = await loadInventory({ ...table.db, query }, '1');
  clearImmediate(counting);

  expect(items).toHaveLength(many.length);
  expect(turns).toBeGreaterThanOrEqual(2);
});

test('what was changed since is read row by row until it is packed anew', async () => {
  await using table = await filled();
  await storeInventorySnapshot(table.db);
  await importItems(table.db, [{ ...many[0]!, quantity: 12_345 }]);

  const before = await readsOf(table, (db) => loadInventory(db, '2'));
  expect(before.partitions.filter((name) => name === 'INVENTORY').length).toBeGreaterThan(1);
  expect(before.result).toEqual(await readInventory(table.db));

  await storeInventorySnapshot(table.db);
  const after = await readsOf(table, (db) => loadInventory(db, '2'));
  expect(after.partitions).toEqual(['INVENTORY', 'INVENTORY_SNAPSHOT']);
  expect(after.result).toEqual(before.result);
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

  expect(await loadInventory(table.db, '1')).toEqual(await readInventory(table.db));
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
