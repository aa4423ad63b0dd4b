import { expect, test } from 'vitest';
import { filterItems, readQuery } from '../lambda/inventory/filter-items.ts';
import { item } from './search/sample-data.ts';

const at = (location: string) => item({ item_id: location, location });
const places = [
  'Seoul HQ 3F IT Storage (서울 본사 3층 IT 창고)',
  'HQ-Floor3',
  '본사3층',
  'Seoul HQ 13F',
  'Busan Office 4F',
  '본사 지하 1층 창고',
  'Warehouse B',
].map(at);

test.each([
  ['본사 3층', ['Seoul HQ 3F IT Storage (서울 본사 3층 IT 창고)', 'HQ-Floor3', '본사3층']],
  ['HQ 3rd floor', ['Seoul HQ 3F IT Storage (서울 본사 3층 IT 창고)', 'HQ-Floor3', '본사3층']],
  ['floor 3', ['Seoul HQ 3F IT Storage (서울 본사 3층 IT 창고)', 'HQ-Floor3', '본사3층']],
  ['물류센터', ['Seoul HQ 3F IT Storage (서울 본사 3층 IT 창고)', '본사 지하 1층 창고', 'Warehouse B']],
  ['headquarters B1', ['본사 지하 1층 창고']],
  ['부산', ['Busan Office 4F']],
  ['13층', ['Seoul HQ 13F']],
  ['제주', []],
])('%s is at %j', (location, expected) => {
  expect(filterItems(places, { location }).map(({ item_id }) => item_id)).toEqual(expected);
});

test.each([
  ['재고 부족', { rest: '', isLow: true, floors: [] }],
  ['부족한 장비', { rest: '장비', isLow: true, floors: [] }],
  ['low stock monitors', { rest: 'monitors', isLow: true, floors: [] }],
  ['out_of_stock', { rest: '', isLow: false, isOutOfStock: true, floors: [] }],
  ['HQ-Floor3', { rest: 'HQ', isLow: false, floors: ['-Floor3'] }],
  ['본사 3층 모니터', { rest: '본사 모니터', isLow: false, floors: ['3층'] }],
  ['27" monitor', { rest: '27" monitor', isLow: false, floors: [] }],
])('%s is read as %j', (query, expected) => {
  expect(readQuery(query)).toMatchObject(expected);
});
