import { expect, test } from 'vitest';
import { createPolicySearch } from '../../lambda/policies/search/policy-search.ts';
import {
  buildIndexSlice,
  createPostingIndex,
  type IndexSlice,
} from '../../lambda/policies/search/posting-index.ts';
import { policySearches } from './expected-searches.ts';
import { samplePolicies } from './sample-data.ts';

const policies = samplePolicies();
const queries = policySearches.map(({ query }) => query);

function answers(slices: readonly IndexSlice[]) {
  const index = createPostingIndex(slices);
  const { find } = createPolicySearch(policies, { index });
  return queries.map((query) =>
    find(query).hits.map(({ doc_id, score, passages }) => ({ doc_id, score, passages })),
  );
}

const built = answers([buildIndexSlice(policies)]);

test('an index that was written as JSON and read again finds the same', () => {
  const stored = JSON.parse(JSON.stringify(buildIndexSlice(policies)));

  expect(answers([stored])).toEqual(built);
});

test('an index that is loaded in slices finds the same', () => {
  const slices = [policies.slice(0, 3), policies.slice(3, 4), policies.slice(4)].map(buildIndexSlice);

  expect(answers(slices)).toEqual(built);
});

test('a slice is smaller than the texts that it was made of', () => {
  const texts = Buffer.byteLength(JSON.stringify(policies));

  expect(Buffer.byteLength(JSON.stringify(buildIndexSlice(policies)))).toBeLessThan(2 * texts);
});

test('no policies make an empty slice', () => {
  expect(buildIndexSlice([])).toMatchObject({ documents: [], terms: '', postings: '' });
});
