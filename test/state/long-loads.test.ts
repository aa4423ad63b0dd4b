import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { keys } from '../../lambda/dynamodb/table-schema.ts';
import { importPolicies } from '../../lambda/policies/import-policies.ts';
import { storePolicySnapshot } from '../../lambda/policies/search/policy-snapshot.ts';
import { createReferenceData } from '../../lambda/services/reference-data.ts';
import { createSyntheticData } from '../../scripts/performance/synthetic-data.ts';
import { startProxy } from '../support/dynamodb-proxy.ts';
import { startTestServer, type TestServer } from '../support/operations.ts';
import { openTable, patientMs, startTable, type TestTable } from '../support/table.ts';

const throttled = {
  status: 400,
  body: '{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"}',
};

describe('a load that takes longer than the request that starts it', () => {
  const release = Promise.withResolvers<void>();
  let policyReads = 0;
  let held = false;
  let table: TestTable;
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  let server: TestServer;

  beforeAll(async () => {
    table = await startTable();
    proxy = await startProxy(table.endpoint, async ({ operation, body }, forward) => {
      if (held && operation === 'Query' && body.includes(`"${keys.policy('').pk}"`)) {
        policyReads += 1;
        await release.promise;
      }
      return forward();
    });
    server = await startTestServer({
      DYNAMODB_ENDPOINT: proxy.endpoint,
      TABLE_NAME: table.tableName,
      DYNAMODB_TIMEOUT_MS: String(patientMs),
      REQUEST_DEADLINE_MS: '1500',
    });
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    held = true;
  });
  afterAll(async () => {
    vi.restoreAllMocks();
    release.resolve();
    await server[Symbol.asyncDispose]();
    await proxy[Symbol.asyncDispose]();
    await table[Symbol.asyncDispose]();
  });

  const search = (query: string, legacy: boolean) =>
    server.ask('tools/call', { name: 'search_policy', arguments: { query } }, { legacy });

  test('goes on: the next request is answered from it, and none starts it anew', async () => {
    const first = await Promise.all([search('vpn', false), search('vpn', true), search('expenses', false)]);
    const second = await search('vpn', false);
    for (const { result } of [...first, second]) {
      expect(result).toMatchObject({ isError: true });
      expect(JSON.stringify(result)).toContain('UNAVAILABLE');
    }

    release.resolve();
    await vi.waitFor(
      async () => {
        for (const legacy of [false, true])
          expect((await search('vpn', legacy)).result).not.toHaveProperty('isError');
      },
      { timeout: 60_000 },
    );
    expect(policyReads).toBe(1);
  });
});

describe('when the table throttles a load', () => {
  const policies = createSyntheticData(1).policies(900);

  /** A table whose policies are packed, or only rows; the reads that `isThrottled` matches are refused three times. */
  async function loadFrom(table: TestTable, isThrottled: (body: string) => boolean) {
    const reads: string[] = [];
    await using proxy = await startProxy(table.endpoint, async ({ body }, forward) => {
      reads.push(body);
      return isThrottled(body) && reads.filter(isThrottled).length <= 3 ? throttled : forward();
    });
    const data = createReferenceData(openTable(proxy.endpoint, table.tableName));
    return { loaded: await data.policies().catch((error: Error) => error), reads };
  }

  test('the part that was refused is read again, and no other', async () => {
    await using table = await startTable();
    await importPolicies(table.db, policies);
    await storePolicySnapshot(table.db);
    const isSlice = (number: number) => (body: string) =>
      body.includes(`"${keys.policySlice(number).pk}"`) && body.includes(`"${keys.policySlice(number).sk}"`);

    const { loaded, reads } = await loadFrom(table, isSlice(2));

    expect(loaded).toMatchObject({ all: { size: policies.length } });
    expect(reads.filter(isSlice(1))).toHaveLength(1);
    expect(reads.filter(isSlice(2))).toHaveLength(4);
  });

  test('also without packed policies, page by page', async () => {
    await using table = await startTable();
    const long = policies.slice(0, 30).map((policy) => ({ ...policy, body: 'word '.repeat(12_000) }));
    await table.fill(long.map((policy) => ({ ...keys.policy(policy.doc_id), ...policy })));
    const isRows = (body: string) => body.includes(`"${keys.policy('').pk}"`);
    const isLaterPage = (body: string) => isRows(body) && body.includes('ExclusiveStartKey');

    const { loaded, reads } = await loadFrom(table, isLaterPage);

    expect(loaded).toMatchObject({ all: { size: long.length } });
    expect(reads.filter((body) => isRows(body) && !isLaterPage(body))).toHaveLength(1);
    expect(reads.filter(isLaterPage)).toHaveLength(4);
  });

  test('a load whose first read is refused fails at once', async () => {
    await using table = await startTable();
    await importPolicies(table.db, policies);

    const { loaded, reads } = await loadFrom(table, (body) => body.includes(`"${keys.policyManifest().sk}"`));

    expect(loaded).toMatchObject({ name: 'StoreUnavailable' });
    expect(reads).toHaveLength(5);
  });
});
