import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deleteItems, importItems } from '../../lambda/inventory/import-items.ts';
import { call, callForError, clientVersions, type TestClient } from '../support/clients.ts';
import { startTestServer, type TestServer } from '../support/operations.ts';

interface Stock {
  readonly query: string | null;
  readonly total: number;
  readonly total_quantity: number;
  readonly total_low_stock: number;
  readonly items: readonly {
    item_id: string;
    name: string;
    category: string;
    quantity: number;
    location: string;
    low_stock: boolean;
  }[];
  readonly next_cursor?: string;
  readonly suggestion?: string;
}

/** What the sample has below the mark that this test sets. */
const lowItems =
  'INV-004 INV-005 INV-009 INV-017 INV-018 INV-020 INV-025 INV-027 INV-028 INV-029 INV-031'.split(' ');

let operations: TestServer;
let client: TestClient;
const lookUp = (args: object = {}, by = client): Promise<Stock> => call(by, 'lookup_inventory', { ...args });
const refusalOf = (args: object, by = client) => callForError(by, 'lookup_inventory', { ...args });

beforeAll(async () => {
  operations = await startTestServer({ LOW_STOCK_BELOW: '6' });
  client = await operations.connect('v2 2026-07-28');
});
afterAll(() => operations[Symbol.asyncDispose]());

test.each(clientVersions)('answers the client %s with the same items, and the same as text', async (kind) => {
  const by = await operations.connect(kind);
  const result = (await by.callTool({ name: 'lookup_inventory', arguments: { query: '노트북' } })) as {
    structuredContent: Stock;
    content: { type: string; text: string }[];
  };

  expect(result.structuredContent).toMatchObject({ query: '노트북', total: 5 });
  expect(result.structuredContent.items.every(({ category }) => category === 'laptop')).toBe(true);
  expect(JSON.parse(result.content[0]!.text)).toEqual(result.structuredContent);
});

test('lists everything without a query, ten items a page with the true total', async () => {
  const page = await lookUp();

  expect(page).toMatchObject({ query: null, total: 35, next_cursor: expect.any(String) });
  expect(page.items).toHaveLength(10);
});

test('a hit of the cache and a miss are the same bytes', async () => {
  const request = { name: 'lookup_inventory', arguments: { query: 'dock', limit: 3 } };

  const miss = await client.callTool(request);

  expect(JSON.stringify(await client.callTool(request))).toBe(JSON.stringify(miss));
});

test('low_stock marks what is below LOW_STOCK_BELOW, and only that', async () => {
  const { items } = await lookUp({ limit: 50 });

  expect(items.filter(({ low_stock }) => low_stock)).toEqual(items.filter(({ quantity }) => quantity < 6));
  expect(items.some(({ quantity, low_stock }) => quantity === 6 && !low_stock)).toBe(true);
});

test('by quantity, the scarcest come first', async () => {
  const { items } = await lookUp({ sort: 'Quantity', limit: 50 });
  const quantities = items.map(({ quantity }) => quantity);

  expect(quantities).toEqual([...quantities].sort((a, b) => a - b));
});

test('a category in any case narrows the search', async () => {
  const { total, items } = await lookUp({ category: ' LAPTOP ', query: 'seoul' });

  expect(total).toBe(2);
  expect(items.every(({ category }) => category === 'laptop')).toBe(true);
});

test.each([[{ query: '재고 부족' }], [{ query: 'low stock' }], [{ low_stock: true }]])(
  '%o finds what runs low, and counts it',
  async (args) => {
    const { total, total_low_stock, items } = await lookUp({ ...args, limit: 50 });

    expect(items.map(({ item_id }) => item_id).sort()).toEqual(lowItems);
    expect([total, total_low_stock]).toEqual([lowItems.length, lowItems.length]);
  },
);

test.each([[{ location: '본사 3층' }], [{ location: 'HQ 3F' }], [{ query: '본사 3층' }]])(
  '%o finds the items of that floor, with the sum of their pieces',
  async (args) => {
    const { total_quantity, items } = await lookUp({ ...args, limit: 50 });

    expect(items.length).toBeGreaterThan(5);
    expect(items.every(({ location }) => location.includes('HQ 3F'))).toBe(true);
    expect(total_quantity).toBe(items.reduce((sum, { quantity }) => sum + quantity, 0));
  },
);

test('a filter that leaves nothing says what there is without it', async () => {
  expect(await lookUp({ query: '노트북', location: '제주' })).toMatchObject({
    total: 0,
    suggestion: '5 items match without the location, the department and low_stock.',
  });
});

test('shows and filters by the price and department of an import', async () => {
  const own = { item_id: 'OWN-1', name: 'Easel', category: 'other', quantity: 3, location: 'Jeju' };
  await importItems(operations.services.db, [
    { ...own, unit_price: 45_000, currency: 'KRW', department: '디자인팀' },
  ]);

  const { items } = await lookUp({ department: '디자인' });
  await deleteItems(operations.services.db, ['OWN-1']);

  expect(items).toMatchObject([
    { item_id: 'OWN-1', unit_price: 45_000, currency: 'KRW', department: '디자인팀' },
  ]);
});

test('a device of a list with a row per device never runs low, in the tool as in the resources', async () => {
  const laptop = { name: 'Easel', category: 'other', quantity: 1, location: 'Jeju' };
  await importItems(operations.services.db, [
    { item_id: 'OWN-1', ...laptop, listed_singly: true },
    { item_id: 'OWN-2', ...laptop },
  ]);

  const all = await lookUp({ location: 'Jeju' });
  const low = await lookUp({ location: 'Jeju', low_stock: true });
  const status = JSON.stringify(await client.readResource({ uri: 'inventory://status' }));
  await deleteItems(operations.services.db, ['OWN-1', 'OWN-2']);

  expect(all).toMatchObject({ total: 2, total_low_stock: 1 });
  expect(all.items.map(({ item_id, low_stock }) => [item_id, low_stock])).toEqual([
    ['OWN-1', false],
    ['OWN-2', true],
  ]);
  expect(low.items.map(({ item_id }) => item_id)).toEqual(['OWN-2']);
  expect(status).toContain('OWN-2');
  expect(status).not.toContain('OWN-1');
});

test('every word has to match', async () => {
  expect(await lookUp({ query: '맥북 판교' })).toMatchObject({ total: 1, items: [{ item_id: 'INV-002' }] });
});

test.each([
  ['a percent sign', '%'],
  ['an underscore', '_'],
])('%s is itself, and no wildcard', async (_, query) => {
  const { total, items } = await lookUp({ query, limit: 50 });

  expect(total).toBe(items.filter(({ name }) => name.includes(query)).length);
});

test('nothing found is no error: it says which words are in no item', async () => {
  expect(await lookUp({ query: 'zeppelin' })).toMatchObject({
    total: 0,
    items: [],
    suggestion: expect.stringMatching(/^Nothing matches "zeppelin"\. The categories are /),
  });
});

test.each([
  ['a mistyped word', 'macbok', 'INV-001'],
  ['a question with counting words and a verb', '노트북 재고가 몇 대 남았어?', 'INV-001'],
])('%s is found all the same', async (_, query, first) => {
  expect((await lookUp({ query })).items[0]?.item_id).toBe(first);
});

describe('pages', () => {
  test.each([
    [{ limit: 4 }, 35],
    [{ limit: 35 }, 35],
    [{ limit: 2, query: '무선', sort: 'quantity' }, undefined],
    [{ limit: 1, category: 'laptop' }, 5],
  ])('of %o visit each item once, and the last has no cursor', async (args, total) => {
    const listed: string[] = [];
    let page = await lookUp(args);
    const expected = total ?? page.total;
    for (;;) {
      listed.push(...page.items.map(({ item_id }) => item_id));
      expect(page.total).toBe(expected);
      if (page.next_cursor === undefined) break;
      page = await lookUp({ ...args, cursor: page.next_cursor });
    }

    expect(new Set(listed).size).toBe(listed.length);
    expect(listed).toHaveLength(expected);
  });

  test('may change their size on the way', async () => {
    const { next_cursor: cursor, items } = await lookUp({ limit: 3 });
    const rest = await lookUp({ limit: 50, cursor });

    expect([...items, ...rest.items]).toHaveLength(35);
    expect(rest.next_cursor).toBeUndefined();
  });

  test('a cursor is refused with another query, another category, another tool and another caller', async () => {
    const { next_cursor: cursor } = await lookUp({ query: '서울', limit: 1 });
    const bob = await operations.connect('v2 2026-07-28', { subject: 'bob' });
    const refusal = {
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(/^cursor: /),
      hint: expect.stringContaining('without cursor'),
    };

    expect(await refusalOf({ query: '부산', cursor })).toMatchObject(refusal);
    expect(await refusalOf({ query: '서울', category: 'laptop', cursor })).toMatchObject(refusal);
    expect(await callForError(client, 'search_policy', { query: '서울', cursor })).toMatchObject(refusal);
    expect(await refusalOf({ query: '서울', cursor }, bob)).toMatchObject(refusal);
    expect(await lookUp({ query: '서울', cursor })).toMatchObject({ items: expect.any(Array) });
  });

  test('a cursor that was made up or changed is refused', async () => {
    const { next_cursor: cursor = '' } = await lookUp({ limit: 1 });
    const flipped = `${cursor.startsWith('A') ? 'B' : 'A'}${cursor.slice(1)}`;
    const further = Buffer.concat([Buffer.from(cursor, 'base64url').subarray(0, 16), Buffer.from('30')]);

    for (const bad of ['10', 'garbage', flipped, further.toString('base64url'), 'ㄱ', 'A'.repeat(1_000)]) {
      expect(await refusalOf({ limit: 1, cursor: bad }), bad).toMatchObject({ code: 'INVALID_ARGUMENT' });
    }
  });
});

describe('refuses', () => {
  test.each([
    [{ query: 'a'.repeat(101) }, 'query: must be text of 1 to 100 characters, and has 101'],
    [{ query: false }, 'query: must be text of 1 to 100 characters'],
    [{ query: ['노트북'] }, 'query: must be text of 1 to 100 characters'],
    [{ category: 'a'.repeat(61) }, 'category: must be text of 1 to 60 characters, and has 61'],
    [{ sort: 'price' }, 'sort: must be one of relevance, quantity'],
    [{ limit: 0 }, 'limit: must be a whole number from 1 to 50'],
    [{ limit: 51 }, 'limit: must be a whole number from 1 to 50'],
    [{ limit: 1.5 }, 'limit: must be a whole number from 1 to 50'],
    [{ limit: '10 items' }, 'limit: must be a whole number from 1 to 50'],
    [{ cursor: 5 }, 'cursor: must be the next_cursor of an earlier answer, unchanged'],
    [{ cursor: 'a'.repeat(1_001) }, 'cursor: must be the next_cursor of an earlier answer, unchanged'],
    [{ colour: 'red' }, 'unknown argument "colour"'],
    [{ query: [], limit: 0, colour: 'red' }, /^query: .*; limit: .*; unknown argument "colour"\.$/],
  ])('%o and says which field and what is allowed', async (args, message) => {
    expect(await refusalOf(args)).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: typeof message === 'string' ? `${message}.` : expect.stringMatching(message),
      hint: 'The arguments are: query, category, location, department, low_stock, sort, limit, cursor.',
    });
  });

  test('a category that there is not, naming those that there are', async () => {
    expect(await refusalOf({ category: 'spaceship' })).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: 'category: there is no category "spaceship".',
      hint: expect.stringMatching(/^Use one of: .*\bcable, .*\blaptop\b.*webcam/),
    });
  });

  test('names no argument at length that the caller made up', async () => {
    const { message } = await refusalOf({ ['x'.repeat(5_000)]: 1, '\u0007y': 2, __proto__x: 3, z: 4 });

    expect(message.length).toBeLessThan(300);
    expect(message).not.toContain('\u0007');
  });
});

describe('lengths count code points of NFC text without blanks around it', () => {
  test.each([
    ['100 letters', 'a'.repeat(100)],
    ['100 emoji', '🦊'.repeat(100)],
    ['100 syllables in decomposed form', '한'.repeat(100).normalize('NFD')],
    ['100 letters with blanks and control characters around them', `\t ${'b'.repeat(100)}\u0000\u0007\n`],
  ])('%s are not too many', async (_, query) => {
    expect(await lookUp({ query })).toMatchObject({ total: 0 });
  });

  test('101 emoji are', async () => {
    expect(await refusalOf({ query: '🦊'.repeat(101) })).toMatchObject({
      message: 'query: must be text of 1 to 100 characters, and has 101.',
    });
  });

  test('a decomposed query finds the same and comes back composed', async () => {
    expect(await lookUp({ query: '노트북'.normalize('NFD') })).toEqual(await lookUp({ query: '노트북' }));
  });
});

test('a change to the stock is in the very next answer, whatever is cached', async () => {
  const before = await lookUp({ query: 'INV-029' });
  const { low_stock, ...stored } = before.items[0]!;

  await importItems(operations.services.db, [{ ...stored, quantity: 99 } as never]);

  expect((await lookUp({ query: 'INV-029' })).items[0]).toMatchObject({ quantity: 99, low_stock: false });
});

test('needs the read scope', async () => {
  const token = await operations.token({ scope: 'write' });
  const params = { name: 'lookup_inventory', arguments: {} };

  expect((await operations.ask('tools/call', params, { token })).status).toBe(403);
  const legacy = await operations.ask('tools/call', params, { token, legacy: true });
  expect(JSON.stringify(legacy.result)).toContain('PERMISSION_DENIED');
});
