import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleItems } from '../search/sample-data.ts';
import { clientVersions } from '../support/clients.ts';
import { startTestServer, type TestServer } from '../support/operations.ts';
import { type ResourceReader, startResourceReader } from '../support/resources.ts';

let operations: TestServer;
let reader: ResourceReader;
beforeAll(async () => {
  operations = await startTestServer();
  reader = await startResourceReader(operations);
});
afterAll(async () => {
  await reader[Symbol.asyncDispose]();
  await operations[Symbol.asyncDispose]();
});

const items = sampleItems();
const sum = (some: readonly { quantity: number }[]) =>
  some.reduce((total, { quantity }) => total + quantity, 0);

test('inventory://status adds up what there is', async () => {
  const { mimeType, text } = await reader.read('inventory://status');
  const status = JSON.parse(text);

  expect(mimeType).toBe('application/json');
  expect(status).toMatchObject({ items: 35, quantity: sum(items), low_stock_below: 10 });
  expect(Object.keys(status.by_category)).toHaveLength(12);
  const laptops = items.filter(({ category }) => category === 'laptop');
  expect(status.by_category.laptop).toEqual({ items: laptops.length, quantity: sum(laptops) });
  const inRepair = items.filter(({ status }) => status === 'in_repair');
  expect(status.by_status.in_repair).toEqual({ items: inRepair.length, quantity: sum(inRepair) });
  expect(status.low_stock).toEqual(
    items
      .filter(({ quantity }) => quantity < 10)
      .map(({ item_id, name, quantity }) => ({ item_id, name, quantity })),
  );
});

test.each(clientVersions)('the client %s reads one item', async (kind) => {
  const client = await operations.connect(kind);
  const { contents } = (await client.readResource({ uri: 'inventory://INV-002' })) as {
    contents: { uri: string; mimeType: string; text: string }[];
  };

  expect(contents[0]).toMatchObject({ uri: 'inventory://INV-002', mimeType: 'application/json' });
  expect(JSON.parse(contents[0]!.text)).toEqual({ ...items[1], low_stock: true });
});

test('an item that there is not is refused', async () => {
  expect((await reader.refused('inventory://INV-999')).error).toMatchObject({
    code: -32602,
    message: 'There is no resource "inventory://INV-999".',
  });
});

test.each([
  'inventory://',
  'inventory://INV 001',
  'inventory://INV-001\n',
  'inventory://INV-001%20',
  'inventory://../INV-001',
  'inventory://%2e%2e',
  'inventory://노트북',
  `inventory://${'I'.repeat(65)}`,
  'inventory://{item_id}',
])('%j is refused before anything is looked up', async (uri) => {
  expect(await reader.refused(uri)).toMatchObject({ error: { code: -32602 }, lookUps: [] });
});

test.each([
  ['laptop', 'laptop'],
  ['Laptop', 'laptop'],
  ['laptops', 'laptop'],
  ['노트북', 'laptop'],
  [encodeURIComponent('노트북'), 'laptop'],
  [encodeURIComponent('노트북'.normalize('NFD')), 'laptop'],
  [encodeURIComponent('모니터'), 'monitor'],
  ['%EB%A7%88%EC%9A%B0%EC%8A%A4', 'mouse'],
])('inventory://category/%s/items are those of %s', async (category, known) => {
  const read = JSON.parse((await reader.read(`inventory://category/${category}/items`)).text);
  const expected = items.filter((item) => item.category === known);

  expect(read).toMatchObject({ category: known, items: expected.length, quantity: sum(expected) });
  expect(read.list).toEqual(expected.map((item) => ({ ...item, low_stock: item.quantity < 10 })));
});

test.each(['nothing', '%', '%E0%A4%A', 'a%2Fb', 'constructor', '%20'])(
  'inventory://category/%s/items is refused',
  async (category) => {
    expect(await reader.refused(`inventory://category/${category}/items`)).toMatchObject({
      error: { code: -32602 },
    });
  },
);
