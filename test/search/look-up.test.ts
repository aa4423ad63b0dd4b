import { describe, expect, test } from 'vitest';
import { createInventorySearch } from '../../lambda/inventory/search/inventory-search.ts';
import { lookUp } from '../../lambda/inventory/search/look-up.ts';
import { item, sampleItems } from './sample-data.ts';

const sample = createInventorySearch(sampleItems());
const found = (query: string, more: object = {}) =>
  lookUp(sample, { query, lowStockBelow: 10, ...more }).items.map(({ item_id }) => item_id);

describe('what a question excludes is not found', () => {
  test.each([
    ['블루투스 말고 유선 마우스', ['INV-014']],
    ['맥북 말고 노트북', ['INV-003', 'INV-004', 'INV-005']],
    ['로지텍 빼고 무선 마우스', ['INV-015']],
    ['tablets other than ipads', ['INV-018']],
  ])('%s', (query, ids) => {
    expect(found(query).sort()).toEqual(ids);
  });

  test('unless nothing else would be left', () => {
    expect(found('아이폰 말고 아이폰')).toEqual(['INV-021']);
  });
});

describe('of what runs low', () => {
  test('the scarcest is first', () => {
    expect(found('재고 부족한 노트북')).toEqual(['INV-005', 'INV-004', 'INV-002']);
  });

  test.each(['재고 없는 노트북', '재고가 없는 노트북', '품절된 노트북', 'laptops out of stock'])(
    '%s is what has no piece left',
    (query) => {
      expect(found(query)).toEqual(['INV-005']);
    },
  );

  test('what is low is shown when nothing is out of stock', () => {
    expect(found('품절된 태블릿')).toEqual(['INV-017', 'INV-018', 'INV-016']);
  });
});

test.each([
  ['노트북 12대 필요한데 되나', 'INV-001'],
  ['마우스 두 개 받고 싶어요', 'INV-013'],
  ['갤럭시 에스이십오', 'INV-019'],
  ['아이폰 십육', 'INV-021'],
  ['how many mice in Busan', 'INV-014'],
  ['monitors under repair', 'INV-009'],
])('%s finds %s first', (query, first) => {
  expect(found(query)[0]).toBe(first);
});

test('a number that is part of a name stays', () => {
  const search = createInventorySearch([
    item({ item_id: 'A', name: '책상 4인용' }),
    item({ item_id: 'B', name: '멀티탭 6개 들이' }),
    item({ item_id: 'C', name: '멀티탭 3개 들이' }),
  ]);

  expect(lookUp(search, { query: '멀티탭 6개 들이', lowStockBelow: 10 }).items[0]!.item_id).toBe('B');
});
