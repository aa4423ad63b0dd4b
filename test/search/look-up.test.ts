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

  test.each([
    ...[
      '재고 부족한 거 알려줘',
      '재고 부족한 것들 뭐 있어?',
      '모자란 거 있어?',
      '거의 다 떨어진 게 뭐야',
      '얼마 안 남은 품목',
    ],
    ...['주문해야 할 물건', '곧 떨어질 것 같은 품목', '발주 넣어야 하는 품목 리스트', 'what is running low?'],
    ...['low stock items', 'anything we need to reorder?'],
  ])('%s is everything below the mark', (query) => {
    const low = sampleItems().filter(({ quantity }) => quantity < 10);

    expect(found(query).sort()).toEqual(low.map(({ item_id }) => item_id).sort());
  });

  test.each(['품절된 거', '소진된 물품', '하나도 안 남은 거 있어?', 'anything out of stock?'])(
    '%s is everything of which nothing is left',
    (query) => {
      const none = sampleItems().filter(({ quantity }) => quantity === 0);

      expect(found(query).sort()).toEqual(none.map(({ item_id }) => item_id).sort());
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

test.each([
  ['3층에 뭐 있어', 13],
  ['what do we have on the 3rd floor?', 13],
  ['부산 사무실 장비 목록', 7],
  ['전체 재고 보여줘', 35],
  ['수리 중인 장비', 3],
])('%s has words for any item, and finds %d', (query, count) => {
  expect(found(query)).toHaveLength(count);
});

test.each([
  ['키보드랑 마우스 있어?', ['keyboard', 'mouse']],
  ['모니터와 독 몇 개씩 있어?', ['dock', 'monitor']],
  ['how many keyboards and mice do we have', ['keyboard', 'mouse']],
  ['아이패드/갤럭시탭', ['tablet']],
])('%s finds what is one of the two', (query, categories) => {
  const items = lookUp(sample, { query, lowStockBelow: 10 }).items;

  expect([...new Set(items.map(({ category }) => category))].sort()).toEqual(categories);
});

test('a part of which there is nothing is no reason to show the other part alone', () => {
  expect(lookUp(sample, { query: '낙하산이랑 마우스', lowStockBelow: 10 }).missed).toEqual([
    { word: '낙하산이랑' },
  ]);
});

test('a number that is part of a name stays', () => {
  const search = createInventorySearch([
    item({ item_id: 'A', name: '책상 4인용' }),
    item({ item_id: 'B', name: '멀티탭 6개 들이' }),
    item({ item_id: 'C', name: '멀티탭 3개 들이' }),
  ]);

  expect(lookUp(search, { query: '멀티탭 6개 들이', lowStockBelow: 10 }).items[0]!.item_id).toBe('B');
});
