import { expect, test } from 'vitest';
import { keys } from '../../lambda/dynamodb/table-schema.ts';
import { importPolicies } from '../../lambda/policies/import-policies.ts';
import { readPolicies } from '../../lambda/policies/policy.ts';
import { loadPolicyIndex, storePolicyIndex } from '../../lambda/policies/search/index-snapshot.ts';
import { createPolicySearch } from '../../lambda/policies/search/policy-search.ts';
import { createSyntheticData } from '../../scripts/performance/synthetic-data.ts';
import { startTable, type TestTable } from '../support/table.ts';

const data = createSyntheticData(1);
const many = data.policies(1_200);
const queries = data.policyQueries(40);

async function stored(table: TestTable) {
  return (await table.scan()).filter(({ pk }) => pk === keys.policyIndex(0).pk);
}

/** The index that the table gives must find what one that is built here finds. */
async function expectSameAnswers({ db }: TestTable): Promise<void> {
  const policies = await readPolicies(db);
  const index = await loadPolicyIndex(db, policies);
  const loaded = createPolicySearch(policies, { index });
  const built = createPolicySearch(policies);
  for (const query of queries) {
    const answer = (search: typeof built) =>
      search.find(query).hits.map(({ doc_id, score }) => [doc_id, score]);
    expect(answer(loaded), query).toEqual(answer(built));
  }
}

test('what an import leaves in the table finds what an index that is built finds', async () => {
  await using table = await startTable();
  await importPolicies(table.db, many);
  await storePolicyIndex(table.db, await readPolicies(table.db));

  expect((await stored(table)).length).toBeGreaterThan(3);
  await expectSameAnswers(table);
});

test('one changed policy renews its own slice and no other', async () => {
  await using table = await startTable();
  await importPolicies(table.db, many);
  await storePolicyIndex(table.db, await readPolicies(table.db));
  const before = await stored(table);
  const [first, ...rest] = many;
  await importPolicies(table.db, [
    { ...first!, body: `${first!.body}\n\n## Lifts\n\nLifts are serviced monthly.` },
    ...rest,
  ]);

  await expectSameAnswers(table); // before the slice is renewed as well
  await storePolicyIndex(table.db, await readPolicies(table.db));

  const checksums = new Set(before.map(({ checksum }) => checksum));
  const renewed = (await stored(table)).filter(({ checksum }) => !checksums.has(checksum));
  expect(renewed).toHaveLength(1);
  await expectSameAnswers(table);
});

test('a damaged slice is not believed, and one of another format neither', async () => {
  await using table = await startTable();
  await importPolicies(table.db, many);
  await storePolicyIndex(table.db, await readPolicies(table.db));
  const [one, other] = await stored(table);
  await table.fill([
    { ...one, data: `${String(one!.data).slice(0, -8)}AAAAAAA=` },
    { ...other, checksum: 'none' },
  ]);

  await expectSameAnswers(table);
});

test('a few policies are indexed without the table', async () => {
  await using table = await startTable();
  await importPolicies(table.db, data.policies(25));
  await storePolicyIndex(table.db, await readPolicies(table.db));

  expect(await stored(table)).toEqual([]);
});
