import { expect, test } from 'vitest';
import { writeCompanySynonyms } from '../../lambda/dynamodb/company-synonyms.ts';
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
