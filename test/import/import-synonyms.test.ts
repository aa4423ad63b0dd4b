import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import { readCompanySynonyms, writeCompanySynonyms } from '../../lambda/dynamodb/company-synonyms.ts';
import { keys } from '../../lambda/dynamodb/table-schema.ts';
import { readInventory } from '../../lambda/inventory/item.ts';
import { readPolicies } from '../../lambda/policies/policy.ts';
import { readBackup, writeBackup } from '../../scripts/data/backup/backup-file.ts';
import { collectItems } from '../../scripts/data/backup/collect-items.ts';
import { openTable } from '../../scripts/data/backup/open-client.ts';
import { restoreInto } from '../../scripts/data/backup/restore-into.ts';
import { keyOf } from '../../scripts/data/backup/stored-item.ts';
import { importData } from '../../scripts/data/import/import-data.ts';
import { sampleSources } from '../../scripts/data/import/sample-data.ts';
import { call } from '../support/clients.ts';
import { startTestServer } from '../support/operations.ts';
import { startTable } from '../support/table.ts';
import { createFolder } from './folder.ts';
import { runImport } from './import-process.ts';

test('a row is a group; bad rows are named, and the same file again changes nothing', async () => {
  await using folder = await createFolder();
  await using table = await startTable();
  const to = { DYNAMODB_ENDPOINT: table.endpoint, TABLE_NAME: table.tableName };
  const file = await folder.write('synonyms.csv', '단어,동의어\n꿀단지,재택 근무\n혼자\n');

  const first = await runImport(['--synonyms', file], to);
  const second = await runImport(['--synonyms', file], to);

  expect(first).toMatchObject({ code: 1, out: 'synonyms: 1 groups, changed, errors 1\n' });
  expect(first.errors).toContain(`${file}:3: found 혼자, expected 2 to 20 words`);
  expect(second.out).toBe('synonyms: 1 groups, unchanged, errors 1\n');
});

test('the sample leaves and the synonyms come in one command', async () => {
  await using folder = await createFolder();
  await using table = await startTable();
  const to = { DYNAMODB_ENDPOINT: table.endpoint, TABLE_NAME: table.tableName };
  await importData(table.db, sampleSources);
  const file = await folder.write('synonyms.csv', '꿀단지,재택 근무\n');
  const options = ['--synonyms', file, '--remove-sample'];

  const dry = await runImport([...options, '--dry-run'], to);
  expect(dry.out).toBe(
    'sample data: would remove 35 items, 10 policies and 5 tickets\nsynonyms: 1 groups, changed, errors 0\n',
  );
  expect(await readInventory(table.db)).toHaveLength(35);
  expect(await readCompanySynonyms(table.db)).toEqual([]);

  const done = await runImport(options, to);
  expect(done).toMatchObject({ code: 0 });
  expect(await readInventory(table.db)).toEqual([]);
  expect(await readPolicies(table.db)).toEqual([]);
  expect(await readCompanySynonyms(table.db)).toEqual(['꿀단지 재택_근무']);
});

test('a backup holds them, and a table restored from it searches with them', async () => {
  await using table = await startTable();
  await using restored = await startTable();
  await writeCompanySynonyms(table.db, ['꿀단지 재택근무']);
  const of = ({ endpoint, tableName }: typeof table) => ({
    DYNAMODB_ENDPOINT: endpoint,
    TABLE_NAME: tableName,
  });
  await using from = await openTable(of(table), {});
  await using into = await openTable(of(restored), {});

  await using folder = await createFolder();
  const file = `${folder.path}/backup.jsonl.gz`;
  await writeBackup(file, table.tableName, (await collectItems(from)).items.values());
  await restoreInto(into, await readBackup(file));

  expect(await readCompanySynonyms(restored.db)).toEqual(['꿀단지 재택근무']);
});

test('a backup starts anew when they change while it reads, also beside the mark of the sample data', async () => {
  await using table = await startTable();
  await table.db.transact([{ put: { ...keys.sampleData(), state: 'loaded' } }]);
  await using from = await openTable({ DYNAMODB_ENDPOINT: table.endpoint, TABLE_NAME: table.tableName }, {});
  let scans = 0;
  const client = {
    send: async (command: never) => {
      const answer: unknown = await from.client.send(command);
      if ((command as object) instanceof ScanCommand) scans += 1;
      if ((command as object) instanceof ScanCommand && scans === 1)
        await writeCompanySynonyms(table.db, ['a b']);
      return answer;
    },
  } as unknown as typeof from.client;

  const { items } = await collectItems({ ...from, client });

  expect(scans).toBe(2);
  expect(items.has(keyOf(marshall(keys.synonyms())))).toBe(true);
});

test('a file without a group is refused and nothing is imported', async () => {
  await using folder = await createFolder();
  await using table = await startTable();
  const file = await folder.write('synonyms.csv', 'alone\n');

  const { code, errors } = await runImport(['--synonyms', file], {
    DYNAMODB_ENDPOINT: table.endpoint,
    TABLE_NAME: table.tableName,
  });

  expect(code).toBe(2);
  expect(errors).toContain('no row with synonyms');
});

test("a company's words serve policies and stock from the next call on", async () => {
  await using server = await startTestServer();
  const client = await server.connect('v2 2026-07-28');
  const find = async (tool: string, query: string) =>
    ((await call(client, tool, { query })) as { total: number }).total;
  expect(await find('search_policy', '꿀단지')).toBe(0);
  expect(await find('lookup_inventory', '빤짝이')).toBe(0);

  await writeCompanySynonyms(server.services.db, ['꿀단지 재택근무', '빤짝이 모니터']);

  expect(await find('search_policy', '꿀단지')).toBeGreaterThan(0);
  expect(await find('lookup_inventory', '빤짝이')).toBe(4);
  const record = server.auditRecords().find(({ target }) => target === 'search_policy');
  expect(record?.missed_words).toEqual([{ word: '꿀단지' }]);
});
