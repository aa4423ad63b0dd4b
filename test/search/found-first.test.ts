import { describe, expect, test } from 'vitest';
import { createInventorySearch } from '../../lambda/inventory/search/inventory-search.ts';
import { createPolicySearch } from '../../lambda/policies/search/policy-search.ts';
import {
  type InventorySearch,
  inventorySearches,
  policySearches,
  policySearchesForNothing,
} from './expected-searches.ts';
import { sampleItems, samplePolicies } from './sample-data.ts';

const policies = createPolicySearch(samplePolicies());
const inventory = createInventorySearch(sampleItems());

describe('of the policies', () => {
  test.each(policySearches)('$query finds $first first: $why', ({ query, first }) => {
    expect(policies.find(query).hits[0]?.doc_id).toBe(first);
  });

  test.each(policySearchesForNothing)('%s finds nothing and says what to do', (query) => {
    const { hits, suggestion } = policies.find(query);

    expect(hits).toEqual([]);
    expect(suggestion?.en).toMatch(/^No policy matches\. .+\.$/);
  });

  test('the share found first is printed, and is all of them', () => {
    const found = policySearches.filter(({ query, first }) => policies.find(query).hits[0]?.doc_id === first);

    console.log(`policies found first: ${found.length} of ${policySearches.length}`);
    expect(found).toEqual(policySearches);
  });
});

describe('of the inventory', () => {
  test.each(inventorySearches)('$query in category $category: $why', (search) => {
    const { suggestion } = inventory.find(search);
    const ids = found(search);

    expect(ids).toEqual(expect.arrayContaining([...(search.includes ?? [])]));
    if (search.first) expect(ids[0]).toBe(search.first);
    if (search.total !== undefined) expect(ids).toHaveLength(search.total);
    if (search.none) expect(ids).toEqual([]);
    expect(suggestion !== undefined).toBe(ids.length === 0);
  });

  test('the share found as expected is printed, and is all of them', () => {
    const right = inventorySearches.filter((search) => isAsExpected(search, found(search)));

    console.log(`items found as expected: ${right.length} of ${inventorySearches.length}`);
    expect(right).toEqual(inventorySearches);
  });
});

function found({ query, category }: InventorySearch): string[] {
  return inventory.find({ query, category }).items.map((item) => item.item_id);
}

function isAsExpected(
  { first, includes = [], total, none }: InventorySearch,
  ids: readonly string[],
): boolean {
  if (none) return ids.length === 0;
  if (total !== undefined && ids.length !== total) return false;
  return (!first || ids[0] === first) && includes.every((id) => ids.includes(id));
}
