import { describe, expect, test } from 'vitest';
import {
  createInventorySearch,
  type InventoryQuery,
} from '../../lambda/inventory/search/inventory-search.ts';
import { item } from './sample-data.ts';

const search = createInventorySearch([
  item({ item_id: 'INV-003', name: 'Laptop Sleeve 14"', category: 'accessory', quantity: 5 }),
  item({
    item_id: 'INV-002',
    name: 'MacBook Pro 14" M4',
    category: 'laptop',
    quantity: 9,
    location: '판교 3층',
  }),
  item({ item_id: 'INV-001', name: 'ThinkPad X1', category: 'laptop', quantity: 9 }),
  item({ item_id: 'INV-004', name: 'Office chair', category: 'furniture', quantity: 0 }),
  item({
    item_id: 'INV-005',
    name: 'iPad Air [2026] 50%_off',
    category: 'tablet',
    quantity: 2,
    location: 'R&D',
  }),
  item({ item_id: 'INV-016', name: 'Wi-Fi router', category: 'network', quantity: 3 }),
]);
const ids = (query: InventoryQuery) => search.find(query).items.map((found) => found.item_id);

test('the categories are those present, in alphabetical order', () => {
  expect(search.categories).toEqual(['accessory', 'furniture', 'laptop', 'network', 'tablet']);
});

test('no query, or a blank one, lists everything by id', () => {
  const all = ['INV-001', 'INV-002', 'INV-003', 'INV-004', 'INV-005', 'INV-016'];

  expect(ids({})).toEqual(all);
  expect(ids({ query: ' \u3000' })).toEqual(all);
});

describe('finds', () => {
  test.each([
    ['a category before a name, and equals by id', 'laptop', ['INV-001', 'INV-002', 'INV-003']],
    ['a plural', 'laptops', ['INV-001', 'INV-002', 'INV-003']],
    ['a Korean word', '노트북', ['INV-001', 'INV-002', 'INV-003']],
    ['a category that the sample lacks, in Korean', '액세서리', ['INV-003']],
    ['a Korean word with a particle', '노트북은', ['INV-001', 'INV-002', 'INV-003']],
    ['a Korean word with a space in it', '노트 북', ['INV-001', 'INV-002', 'INV-003']],
    ['a question', '맥북 몇 대 있나요?', ['INV-002']],
    ['a compound', '맥북프로', ['INV-002']],
    ['a compound of two scripts', '맥북pro', ['INV-002']],
    ['inches however they are written', '14인치', ['INV-002', 'INV-003']],
    ['inches with a hyphen', '14-inch macbook', ['INV-002']],
    ['a place', '판교', ['INV-002']],
    ['an id', 'inv-003', ['INV-003']],
    ['a word that is split', 'mac book', ['INV-002']],
    ['a word split after a letter', 'i pad', ['INV-005']],
    ['words without a space', 'macbookpro', ['INV-002']],
    ['words with a comma', 'macbook, pro', ['INV-002']],
    ['quoted words', '“MacBook Pro”', ['INV-002']],
    ['a hyphenated word in any form', 'wifi', ['INV-016']],
    ['the middle of a name only from four letters', 'hair', ['INV-004']],
    ['the beginning of a word', 'off', ['INV-005', 'INV-004']],
    ['a percent sign', '%', ['INV-005']],
    ['an underscore', '_', ['INV-005']],
    ['a bracket', '[', ['INV-005']],
    ['brackets around a number', '[2026]', ['INV-005']],
    ['an ampersand', 'R&D', ['INV-005']],
  ])('%s', (_, query, expected) => {
    expect(ids({ query })).toEqual(expected);
  });
});

describe('does not find', () => {
  test.each([
    ['a chair by its end', 'air', ['INV-005']],
    ['a 16 or 14 by a 1', '1', ['INV-001']],
    ['a word across a space', 'fir', []],
    ['one of two words', 'laptop tablet', []],
    ['by a wildcard', 'mac%', []],
    ['by a regular expression', 'mac.*', []],
    ['a member of every object', 'constructor', []],
    ['anything by a lone hyphen', '-', []],
  ])('%s', (_, query, expected) => {
    expect(ids({ query })).toEqual(expected);
  });
});

test('the answer is the same whatever the order of the items', () => {
  const items = search.find({}).items;
  const reversed = createInventorySearch([...items].reverse());

  expect(reversed.find({ query: 'laptop' }).items).toEqual(search.find({ query: 'laptop' }).items);
});

test('by quantity the scarcest is first, and equals are by id', () => {
  expect(ids({ sort: 'quantity' })).toEqual([
    'INV-004',
    'INV-005',
    'INV-016',
    'INV-003',
    'INV-001',
    'INV-002',
  ]);
});

test('a category narrows the search, in any case and width', () => {
  expect(ids({ query: 'laptop', category: 'accessory' })).toEqual(['INV-003']);
  expect(ids({ category: 'ＬＡＰＴＯＰ' })).toEqual(['INV-001', 'INV-002']);
});

describe('an empty result suggests', () => {
  test.each<[string, InventoryQuery, string]>([
    [
      'the categories when no word is near',
      { query: 'zzzzzz' },
      'Nothing matches "zzzzzz". The categories are accessory, furniture, laptop, network, tablet.',
    ],
    [
      'fewer words when each is found',
      { query: 'chair router' },
      'No item has all of these words. Use fewer. The categories are accessory, furniture, laptop, network, tablet.',
    ],
    [
      'to leave the category out',
      { query: 'macbook', category: 'tablet' },
      'Nothing in this category matches; 1 item matches in others. Leave the category out.',
    ],
    [
      'the categories that there are',
      { category: 'car' },
      'There is no such category. The categories are accessory, furniture, laptop, network, tablet.',
    ],
  ])('%s', (_, query, suggestion) => {
    expect(search.find(query)).toMatchObject({ items: [], suggestion: { en: suggestion } });
  });

  test('nothing but that the inventory is empty', () => {
    expect(createInventorySearch([]).find({}).suggestion?.en).toBe('The inventory is empty.');
  });
});

test('a Korean item is found in Korean and in English', () => {
  const korean = createInventorySearch([item({ name: '사무용 의자', category: '가구' })]);

  expect(korean.find({ query: '사무용의자' }).items).toHaveLength(1);
  expect(korean.find({ query: '의자' }).items).toHaveLength(1);
  expect(korean.find({ query: 'chair' }).items).toHaveLength(1);
});

describe('a word that is in no item', () => {
  test.each([
    ['is repaired', 'labtop', ['INV-001', 'INV-002', 'INV-003'], [{ word: 'labtop', searched: 'laptop' }]],
    ['is left out beside one that is', 'macbook gizmo', ['INV-002'], [{ word: 'gizmo' }]],
    ['is a verb or counts, and is left out', '맥북이 몇 대 남았어?', ['INV-002'], []],
    ['finds nothing when there is no other', 'gizmo', [], [{ word: 'gizmo' }]],
  ])('%s: %s', (_, query, expected, missed) => {
    const found = search.find({ query });

    expect(found.items.map(({ item_id }) => item_id)).toEqual(expected);
    expect(found.missed).toEqual(missed);
  });
});

describe('a status', () => {
  const stock = createInventorySearch([
    item({ item_id: 'INV-001', name: 'Dell monitor', category: 'monitor' }),
    item({ item_id: 'INV-002', name: 'LG monitor', category: 'monitor', status: 'in_repair' }),
    item({ item_id: 'INV-003', name: 'LG phone', category: 'phone', status: 'reserved' }),
  ]);
  const found = (query: string) => stock.find({ query }).items.map(({ item_id }) => item_id);

  test.each([
    ['comes first among what matches', '수리중인 모니터', ['INV-002', 'INV-001']],
    ['in two words', '수리 중인 모니터', ['INV-002', 'INV-001']],
    ['alone lists what has it', '예약된', ['INV-003']],
    ['in English', 'broken monitor', ['INV-002', 'INV-001']],
  ])('%s: %s', (_, query, expected) => {
    expect(found(query)).toEqual(expected);
  });
});
