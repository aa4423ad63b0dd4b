import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { koreanWords } from '../../lambda/text/korean-synonyms.ts';

const inventory = new URL('../../scripts/data/sample-data/inventory.csv', import.meta.url);
const items = z
  .array(z.object({ name: z.string(), category: z.string(), location: z.string() }))
  .parse(parse(readFileSync(inventory), { columns: true }));
const translations = new Set(Object.values(koreanWords).flat());
const unreachable = (words: readonly string[]) =>
  words.filter((word) => !translations.has(word.toLowerCase()));

test('every category of the sample inventory has a Korean word', () => {
  expect(unreachable(items.map((item) => item.category))).toEqual([]);
});

test('every brand of the sample inventory, the first word of a name, has a Korean word', () => {
  expect(unreachable(items.map((item) => item.name.split(' ', 1)[0] ?? ''))).toEqual([]);
});

test('every city of the sample inventory has a Korean word', () => {
  expect(unreachable(items.map((item) => item.location.split(' ', 1)[0] ?? ''))).toEqual([]);
});

test('every key is one word of composed Hangul', () => {
  expect(Object.keys(koreanWords).filter((word) => !/^[가-힣]+$/.test(word))).toEqual([]);
});

test('every English word is in lower case, and none is empty or given twice', () => {
  const wrong = Object.values(koreanWords).filter(
    (words) => words.length === 0 || words.some((word) => !/^[a-z][a-z&-]*( [a-z]+)?$/.test(word)),
  );
  const repeating = Object.values(koreanWords).filter((words) => new Set(words).size < words.length);

  expect(wrong).toEqual([]);
  expect(repeating).toEqual([]);
});
