import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { inventorySearches, policySearches, policySearchesForNothing } from './expected-searches.ts';

const folder = new URL('../../scripts/data/sample-data/', import.meta.url);
const docIds = readdirSync(new URL('policies/', folder)).map((file) => file.replace('.md', ''));
const items = z
  .array(z.object({ item_id: z.string(), category: z.string() }))
  .parse(parse(readFileSync(new URL('inventory.csv', folder)), { columns: true }));

test('there are enough searches, and none is there twice', () => {
  const policyQueries = [...policySearches.map((search) => search.query), ...policySearchesForNothing];
  const inventoryQueries = inventorySearches.map((search) => `${search.query} in ${search.category}`);

  expect(policySearches.length).toBeGreaterThanOrEqual(40);
  expect(inventorySearches.length).toBeGreaterThanOrEqual(35);
  expect(new Set(policyQueries).size).toBe(policyQueries.length);
  expect(new Set(inventoryQueries).size).toBe(inventoryQueries.length);
});

test('every policy is expected first by some search, and no other document is', () => {
  expect(new Set(policySearches.map((search) => search.first))).toEqual(new Set(docIds));
});

test('a query with Hangul expects a Korean document, any other an English one', () => {
  const astray = policySearches.filter(
    ({ query, first }) => /\p{Script=Hangul}/u.test(query) === first.endsWith('-en'),
  );

  expect(astray).toEqual([]);
});

test('stock searches name only items and categories that exist', () => {
  const ids = new Set(items.map((item) => item.item_id));
  const categories = new Set(items.map((item) => item.category));

  expect(
    inventorySearches.flatMap((s) => [s.first ?? [], s.includes ?? []].flat()).filter((id) => !ids.has(id)),
  ).toEqual([]);
  expect(inventorySearches.filter((s) => s.category && !categories.has(s.category))).toEqual([]);
});

test('every stock search expects something, and never more items than its total', () => {
  const empty = inventorySearches.filter((s) => !s.none && s.total === undefined && !s.first && !s.includes);
  const torn = inventorySearches.filter((s) => s.none && (s.total !== undefined || s.first || s.includes));
  const short = inventorySearches.filter(
    (s) => s.includes && s.total !== undefined && s.includes.length > s.total,
  );

  expect([...empty, ...torn, ...short]).toEqual([]);
});
