import { describe, expect, test } from 'vitest';
import { createInventorySearch } from '../../lambda/inventory/search/inventory-search.ts';
import { createPolicySearch } from '../../lambda/policies/search/policy-search.ts';
import { buildIndexSlice, createPostingIndex } from '../../lambda/policies/search/posting-index.ts';
import { queryConcepts } from '../../lambda/text/concepts.ts';
import { createRepairs } from '../../lambda/text/repairs.ts';
import { createSynonyms } from '../../lambda/text/synonyms.ts';
import { createSyntheticData } from '../../scripts/performance/synthetic-data.ts';
import { sampleItems, samplePolicies } from './sample-data.ts';

const inventory = createInventorySearch(sampleItems());
const policies = createPolicySearch(samplePolicies());

const index = createPostingIndex([buildIndexSlice(samplePolicies())]);
const { vocabulary } = index;
const synonyms = createSynonyms();
const words = () => vocabulary.nouns();
const sources = { vocabulary, synonyms, repairs: createRepairs({ words, phrases: words }) };

const hundred = (text: string) => [...text.repeat(100)].slice(0, 100).join('');

const hostile: readonly [what: string, query: string][] = [
  ['regular expressions', hundred('(a+)+$|[^.]*?\\1{9}')],
  ['brackets', hundred('[({<')],
  ['lone surrogates', hundred('\ud800 \udfff노')],
  ['combining marks', `e${hundred('\u0301\u0323\u20dd')}`],
  ['decomposed Hangul without end', hundred('\u1112\u1161\u11ab')],
  ['leading consonants', hundred('\u1100')],
  ['emoji', hundred('👩‍👩‍👧‍👦🇰🇷')],
  ['right to left', hundred('\u202eשלום مرحبا ')],
  ['a letter that grows eighteenfold', hundred('ﷺ')],
  ['digits', hundred('1')],
  ['quotes', hundred('"\'`”″')],
  ['inches', hundred('1"')],
  ['hyphens', hundred('-–a')],
  ['many short words', hundred('a b c d e f g h i j k l m n o p q r s t u v w x y z 가 나 다 라 ')],
  ['many Korean words', hundred('노트북 맥북 모니터 프로 에어 마우스 무선 유선 삼성 애플 ')],
  ['one compound of many words', hundred('노트북맥북모니터프로에어마우스무선유선삼성애플')],
  ['particles', hundred('에서는까지부터은는이가')],
  ['members of every object', '__proto__ constructor toString valueOf hasOwnProperty'],
  ['control characters', hundred('\u0000\u0007\u001b[31m')],
  ['nothing', ''],
];

describe.each(hostile)('%s', (_, query) => {
  test('are searched without an error, and an empty result says what to do', () => {
    const found = policies.find(query);
    const items = inventory.find({ query });

    expect(found.hits.length > 0 || found.suggestion!.en.length > 10).toBe(true);
    expect(found.hits.every((hit) => hit.score >= 0 && hit.snippet.isWellFormed())).toBe(true);
    expect(items.items.length > 0 || items.suggestion!.en.length > 10).toBe(true);
    expect(`${found.suggestion?.en} ${items.suggestion?.ko}`.isWellFormed()).toBe(true);
  });

  test('become no more work than any query', () => {
    const { concepts } = queryConcepts(query, sources);

    expect(concepts.length).toBeLessThanOrEqual(80);
    expect(Math.max(0, ...concepts.map(({ alternatives }) => alternatives.length))).toBeLessThanOrEqual(400);
  });
});

test('random characters of all of Unicode are searched without an error', () => {
  const queries = createSyntheticData(7).garbage(300);

  const results = queries.map((query) => [policies.find(query), inventory.find({ query })] as const);

  expect(results.every(([found]) => found.hits.length > 0 || found.suggestion)).toBe(true);
  expect(results.every(([, items]) => items.items.length > 0 || items.suggestion)).toBe(true);
});
