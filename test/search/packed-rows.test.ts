import { expect, test } from 'vitest';
import { unpackRows } from '../../lambda/inventory/search/packed-rows.ts';
import { packRows } from '../../lambda/inventory/search/store-inventory-snapshot.ts';
import { createSyntheticData } from '../../scripts/performance/synthetic-data.ts';
import { sampleItems } from './sample-data.ts';

const stored = (rows: Parameters<typeof packRows>[0]) => JSON.parse(JSON.stringify(packRows(rows)));

test('rows come out as they went in, whatever fields each of them has', () => {
  const [first, second, ...others] = sampleItems();
  const rows = [
    first!,
    { ...second!, unit_price: 1_290_000, currency: 'KRW', department: '디자인팀' },
    ...others.map((item, at) => (at % 3 === 0 ? { ...item, department: '' } : item)),
  ];

  expect(unpackRows(stored(rows)).all()).toEqual(rows);
  expect(unpackRows(stored([])).all()).toEqual([]);
});

test('they are less than half of the text that the objects are', () => {
  const rows = createSyntheticData(1).items(2_000);

  expect(JSON.stringify(packRows(rows)).length).toBeLessThan(JSON.stringify(rows).length / 2);
});
