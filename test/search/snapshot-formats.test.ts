import { hash } from 'node:crypto';
import { expect, test } from 'vitest';
import { itemFormat, itemSlice } from '../../lambda/inventory/search/item-index.ts';
import { packRows } from '../../lambda/inventory/search/store-inventory-snapshot.ts';
import { buildIndexSlice, indexFormat, indexSlice } from '../../lambda/policies/search/posting-index.ts';
import { createSyntheticData } from '../../scripts/performance/synthetic-data.ts';

const data = createSyntheticData(4);
const hashOf = (value: unknown) => hash('sha256', JSON.stringify(value)).slice(0, 12);

// A snapshot that an older version packed would be read wrongly: raise the format together with the hash.
test('what is packed has changed only together with its format', () => {
  const items = data.items(200);
  const policies = createSyntheticData(5).policies(100);

  expect([itemFormat, hashOf({ ...itemSlice(items), items: packRows(items) })]).toEqual([3, '1939d02b3bbb']);
  expect([indexFormat, hashOf(buildIndexSlice(policies))]).toEqual([12, 'df1253af6d53']);
});

test('policies are indexed with a pause after 20,000 characters or the passage in which they end', () => {
  const policies = createSyntheticData(6).policies(500);
  const characters = policies.reduce((sum, { body }) => sum + body.length, 0);
  let pauses = 0;
  for (const work = indexSlice(policies); !work.next().done; ) pauses += 1;

  const longestPassage = 1_000;
  expect(pauses).toBeGreaterThanOrEqual(Math.floor((characters * 0.8) / (20_000 + longestPassage)));
});
