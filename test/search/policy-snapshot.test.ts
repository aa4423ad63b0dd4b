import { expect, test, vi } from 'vitest';
import { keys } from '../../lambda/dynamodb/table-schema.ts';
import { deletePolicies } from '../../lambda/policies/delete-policies.ts';
import { importPolicies } from '../../lambda/policies/import-policies.ts';
import { readPolicies } from '../../lambda/policies/policy.ts';
import { createPolicySearch } from '../../lambda/policies/search/policy-search.ts';
import { loadPolicies, storePolicySnapshot } from '../../lambda/policies/search/policy-snapshot.ts';
import { createSyntheticData } from '../../scripts/performance/synthetic-data.ts';
import { type DynamoDBProxy, startProxy } from '../support/dynamodb-proxy.ts';
import { openTable, startTable, type TestTable } from '../support/table.ts';

const data = createSyntheticData(1);
const many = data.policies(900);
const queries = data.policyQueries(10);

async function packed(): Promise<TestTable> {
  const table = await startTable();
  await importPolicies(table.db, many);
  await storePolicySnapshot(table.db);
  return table;
}

async function slicesIn(table: TestTable) {
  const { sk: manifest } = keys.policyManifest();
  return (await table.scan()).filter(({ pk, sk }) => pk === keys.policySlice(1).pk && sk !== manifest);
}

async function manifestIn(table: TestTable) {
  return table.db.get(keys.policyManifest());
}

async function stampIn(table: TestTable): Promise<string> {
  return String((await table.db.get(keys.dataVersion()))?.policies);
}

/** What is loaded must be what is in the rows, and find what an index that is built from them finds. */
async function expectSameAnswers(table: TestTable, db = table.db): Promise<void> {
  const rows = await readPolicies(table.db);
  const { policies, index } = await loadPolicies(db, await stampIn(table));
  expect(policies).toEqual(rows);
  const loaded = createPolicySearch(policies, { index });
  const built = createPolicySearch(rows);
  for (const query of queries) {
    const answer = (search: typeof built) =>
      search.find(query).hits.map(({ doc_id, score }) => [doc_id, score]);
    expect(answer(loaded), query).toEqual(answer(built));
  }
}

function readsIn({ operations }: DynamoDBProxy) {
  const count = (name: string) => operations.filter((operation) => operation === name).length;
  return { get: count('GetItem'), query: count('Query') };
}

test('what an import leaves in the table is loaded slice by slice, without the rows', async () => {
  await using table = await packed();
  const slices = await slicesIn(table);
  await using proxy = await startProxy(table.endpoint);

  await expectSameAnswers(table, openTable(proxy.endpoint, table.tableName));

  expect(slices.length).toBeGreaterThan(2);
  for (const slice of slices) expect(JSON.stringify(slice).length).toBeLessThan(400_000);
  expect(readsIn(proxy)).toEqual({ get: 1 + slices.length, query: 0 });
});

test('one changed policy renews its own slice and no other', async () => {
  await using table = await packed();
  const before = new Set((await slicesIn(table)).map(({ checksum }) => checksum));
  const [first, ...rest] = many;
  const longer = { ...first!, body: `${first!.body}\n\n## Lifts\n\nLifts are serviced monthly.` };
  await importPolicies(table.db, [longer, ...rest]);

  await expectSameAnswers(table); // before the slice is renewed as well
  await storePolicySnapshot(table.db);

  const renewed = (await slicesIn(table)).filter(({ checksum }) => !before.has(checksum));
  expect(renewed).toHaveLength(1);
  await expectSameAnswers(table);
});

test('a policy that is removed and written anew under its first version is not served from before', async () => {
  await using table = await packed();
  await deletePolicies(table.db, [many[7]!.doc_id]);
  await storePolicySnapshot(table.db);
  await expectSameAnswers(table);

  await importPolicies(table.db, [{ ...many[7]!, body: '## Lifts\n\nLifts are serviced monthly.' }]);
  await storePolicySnapshot(table.db);
  await expectSameAnswers(table);
});

test.each([
  ['without its heads', { heads: 'H4sIAAAAAAAAA' }],
  ['without its bodies', { bodies: 'H4sIAAAAAAAAA' }],
  ['without its postings', { postings: 0 }],
  ['another one than the manifest names', { checksum: 'none' }],
])('a slice that is %s is not believed, and is packed anew by the next import', async (_, change) => {
  await using table = await packed();
  const [first] = await slicesIn(table);
  await table.fill([{ ...first, ...change }]);
  await expectSameAnswers(table);

  await importPolicies(table.db, [{ ...many[0]!, title: 'Another title' }]);
  await storePolicySnapshot(table.db);
  await expectSameAnswers(table);
});

test.each([
  ['damaged', 'H4sIAAAAAAAAA'],
  ['of another type', 0],
])('terms of the manifest that are %s are collected from the slices', async (_, terms) => {
  await using table = await packed();
  await table.fill([{ ...(await manifestIn(table)), terms }]);
  await using proxy = await startProxy(table.endpoint);

  await expectSameAnswers(table, openTable(proxy.endpoint, table.tableName));
  expect(readsIn(proxy).query).toBe(0);
});

test('a slice of an earlier format is read row by row', async () => {
  await using table = await packed();
  await table.fill([{ ...(await manifestIn(table)), format: 6 }]);
  await using proxy = await startProxy(table.endpoint);

  await expectSameAnswers(table, openTable(proxy.endpoint, table.tableName));
  expect(readsIn(proxy).get).toBe(1);
});

test('loading unpacks neither bodies nor postings', async () => {
  await using table = await packed();
  const parse = vi.spyOn(JSON, 'parse');
  const { policies, index } = await loadPolicies(table.db, await stampIn(table));
  const parsed = () => parse.mock.results.map(({ value }) => value);
  const bodies = () => parsed().filter((value) => Array.isArray(value)).length;
  const postings = () => parsed().filter((value) => value.postings !== undefined).length;
  try {
    expect([bodies(), postings()]).toEqual([0, 0]);
    expect(policies[0]!.body).toBe((await readPolicies(table.db))[0]!.body);
    expect([bodies(), postings()]).toEqual([1, 0]);
    index.postings.get(index.postings.terms()[0]!);
    expect([bodies(), postings()]).toEqual([1, (await slicesIn(table)).length]);
  } finally {
    parse.mockRestore();
  }
});

test('policies that became few are read row by row again', async () => {
  await using table = await packed();
  await deletePolicies(
    table.db,
    many.slice(20).map(({ doc_id }) => doc_id),
  );
  await storePolicySnapshot(table.db);

  expect(await manifestIn(table)).toMatchObject({ stamp: await stampIn(table), slices: [] });
  await expectSameAnswers(table);
});

test('a few policies are never packed', async () => {
  await using table = await startTable();
  await importPolicies(table.db, data.policies(25));
  await storePolicySnapshot(table.db);

  expect(await manifestIn(table)).toBeUndefined();
  expect(await slicesIn(table)).toEqual([]);
});

test('a policy that compresses too badly for one item is read row by row with all others', async () => {
  await using table = await startTable();
  const dense = Array.from({ length: 190_000 }, (_, at) =>
    String.fromCharCode(0x21 + ((at * at * 7919 + at * 31 + (at >> 3) * 17) % 94)),
  ).join('');
  await importPolicies(table.db, [...many.slice(0, 3), { ...many[4]!, body: dense }]);
  await storePolicySnapshot(table.db);

  await expectSameAnswers(table);
});
