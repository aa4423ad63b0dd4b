import { expect, test } from 'vitest';
import { createPolicySearch } from '../../lambda/policies/search/policy-search.ts';
import { buildIndexSlice, createPostingIndex } from '../../lambda/policies/search/posting-index.ts';
import { rankPolicies } from '../../lambda/policies/search/rank-policies.ts';
import { policy } from './sample-data.ts';

const many = Array.from({ length: 300 }, (_, at) =>
  policy({
    doc_id: `policy-${at}`,
    title: `Policy ${at}`,
    body: Array.from(
      { length: 20 },
      (_, part) => `## Part ${part}\n\nParking is here. Parking is there.`,
    ).join('\n\n'),
  }),
);

test('a word that is everywhere makes no more than ten passages of ten policies read', () => {
  const index = createPostingIndex([buildIndexSlice(many)]);
  const read = new Set<string>();
  const ranked = rankPolicies({
    concepts: [{ share: 1, alternatives: [{ terms: ['park'], weight: 1, isExact: true }] }],
    index,
    bonus: () => 1,
    sentence: (document, passage) => {
      read.add(`${document} ${passage}`);
      return '';
    },
    isPreamble: () => false,
    languageWeight: () => 1,
  });

  expect(ranked).toHaveLength(300);
  expect(read.size).toBe(100);
});

test('only the page that is shown is made', () => {
  const { hits } = createPolicySearch(many).find('parking');

  // Getters of the class: neither a spread nor JSON makes the texts of all 300.
  expect(Object.keys({ ...hits[0] })).not.toContain('snippet');
  expect(hits[0]!.snippet).toBe('Parking is here. Parking is there.');
});
