import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readInventory } from '../../lambda/inventory/item.ts';
import { readPolicies, readPolicyVersion } from '../../lambda/policies/policy.ts';
import { countTickets } from '../../lambda/tickets/count-tickets.ts';
import { readTicket } from '../../lambda/tickets/find-ticket.ts';
import { importData } from '../../scripts/data/import/import-data.ts';
import { sampleSources } from '../../scripts/data/import/sample-data.ts';
import { seedOnce } from '../../scripts/dev/seed.ts';
import { startProxy } from '../support/dynamodb-proxy.ts';
import { startTable, type TestTable } from '../support/table.ts';
import { createFolder, inventoryHeader, inventoryOf } from './folder.ts';
import { runImport } from './import-process.ts';
import { importWorkbook } from './large-workbook.ts';

function to({ endpoint, tableName }: TestTable): Record<string, string> {
  return { DYNAMODB_ENDPOINT: endpoint, TABLE_NAME: tableName };
}

const stock = (...rows: string[]) => [inventoryHeader, ...rows].join('\n');
const row = (id: string, quantity = 1) => `${id},Monitor,monitor,${quantity},Seoul,available,2026-11-02`;

test('a proposed map is filled in by hand, and then the file is imported with it', async () => {
  await using folder = await createFolder();
  await using table = await startTable();
  const file = await folder.write(
    'stock.csv',
    '코드명,물건 이름,구분,현 수량,어디,상태\nX-1,모니터,표시장치,3,본사,분실\nX-2,의자,가구,1,본사,정상\n',
  );
  const map = join(folder.path, 'map.json');

  const proposed = await runImport(['--inventory', file, '--propose-map', '--map', map], to(table));
  const again = await runImport(['--inventory', file, '--propose-map', '--map', map], to(table));
  const proposal = JSON.parse(await readFile(map, 'utf8'));

  expect(proposed.code).toBe(0);
  expect(proposed.out).toContain('Fill in what is "" in it: a default or column for location, status 분실.');
  expect(again).toMatchObject({ code: 2, errors: expect.stringContaining('is there already') });
  expect(proposal).toEqual({
    inventory: {
      columns: {
        코드명: 'item_id',
        '물건 이름': 'name',
        구분: 'category',
        '현 수량': 'quantity',
        어디: '',
        상태: 'status',
      },
      values: { status: { 분실: '', 정상: 'available' } },
      defaults: { location: '' },
    },
  });

  proposal.inventory.columns.어디 = 'location';
  proposal.inventory.values.status.분실 = 'discontinued';
  await folder.write('map.json', JSON.stringify(proposal));
  const { code, out } = await runImport(['--inventory', file, '--map', map], to(table));

  expect({ code, out }).toEqual({ code: 0, out: 'inventory: created 2, changed 0, unchanged 0, errors 0\n' });
  expect(await readInventory(table.db)).toMatchObject([
    { item_id: 'X-1', name: '모니터', category: '표시장치', location: '본사', status: 'discontinued' },
    { item_id: 'X-2', status: 'available' },
  ]);
});

test.each([
  ['{', 'map.json: found no JSON'],
  ['{"stock":{}}', 'map.json: the file: Unrecognized key: "stock"'],
  ['{"inventory":{"columns":{"a":"colour"}}}', 'map.json: inventory.columns.a: Invalid option'],
  ['{"inventory":{"dates":"american"}}', 'map.json: inventory.dates: Invalid option'],
])('a map %s is refused with the place of its mistake', async (content, message) => {
  await using folder = await createFolder();
  const map = await folder.write('map.json', content);
  const { code, errors } = await runImport(['--inventory', 'x.csv', '--map', map], { DATA_DIR: folder.path });

  expect(code).toBe(2);
  expect(errors).toContain(message);
});

test('--delete-missing removes what the files lack, says so first in a dry run, and never a ticket', async () => {
  await using folder = await createFolder();
  await using table = await startTable();
  const policy = (title: string) => `---\nlast_updated: 2026-10-20\n---\n# ${title}\n\nText`;
  await folder.write('before/a.md', policy('A'));
  await folder.write('before/b.md', policy('B'));
  await folder.write('after/a.md', policy('A'));
  const before = await folder.write('before.csv', stock(row('A'), row('B'), row('C')));
  const after = await folder.write('after.csv', stock(row('A'), row('C', 2)));
  await importData(table.db, { inventory: before, policies: join(folder.path, 'before') });
  const options = ['--inventory', after, '--policies', join(folder.path, 'after'), '--delete-missing'];

  const dry = await runImport([...options, '--dry-run'], to(table));
  const untouched = await readInventory(table.db);
  const wet = await runImport(options, to(table));

  expect(dry.out.split('\n')).toEqual([
    'change  inventory  C  quantity "1" -> "2"',
    'remove  inventory  B',
    'remove  policies   b',
    'inventory: created 0, changed 1, removed 1, unchanged 1, errors 0',
    'policies: created 0, changed 0, removed 1, unchanged 1, errors 0',
    '',
  ]);
  expect(untouched).toHaveLength(3);
  expect(wet.out).toContain('removed 1');
  expect((await readInventory(table.db)).map(({ item_id }) => item_id)).toEqual(['A', 'C']);
  expect((await readPolicies(table.db)).map(({ doc_id }) => doc_id)).toEqual(['a']);
  expect(await readPolicyVersion(table.db, 'b', 1)).toBeUndefined();
});

test.each([
  ['a bad row', row('A').replace(',1,', ',one,'), 'Nothing was removed, since there are bad rows.'],
  ['no row', '', 'Nothing was removed, since the file has no rows.'],
])('--delete-missing removes nothing when the file has %s', async (_, line, note) => {
  await using folder = await createFolder();
  await using table = await startTable();
  await importData(table.db, { inventory: await folder.write('a.csv', stock(row('A'), row('B'))) });
  const { errors } = await runImport(
    ['--inventory', await folder.write('b.csv', stock(line)), '--delete-missing'],
    to(table),
  );

  expect(errors).toContain(note);
  expect(await readInventory(table.db)).toHaveLength(2);
});

test('own data is told of the sample beside it, and --remove-sample removes exactly that', async () => {
  await using folder = await createFolder();
  await using table = await startTable();
  await importData(table.db, sampleSources);
  const before = (await readPolicies(table.db)).length;
  const file = await folder.write('stock.csv', stock(row('INV-001', 7), row('OWN-1')));

  const first = await runImport(['--inventory', file], to(table));
  const dry = await runImport(['--remove-sample', '--dry-run'], to(table));
  const afterDryRun = (await readPolicies(table.db)).length;
  const removed = await runImport(['--remove-sample'], to(table));
  const again = await runImport(['--inventory', file], to(table));

  expect(first.errors).toContain(
    'fictional company, which appears in answers: 34 items, 10 policies and 5 tickets.',
  );
  expect(first.errors).toContain('npm run import -- --remove-sample removes it.');
  expect(dry.out).toBe('sample data: would remove 34 items, 10 policies and 5 tickets\n');
  expect(afterDryRun).toBe(before);
  expect(removed).toMatchObject({
    code: 0,
    out: 'sample data: removed 34 items, 10 policies and 5 tickets\n',
  });
  expect(removed.errors).toContain(
    'These ids of the sample now belong to other records, which stay: INV-001.',
  );
  expect(again.errors).not.toContain('sample');
  expect((await readInventory(table.db)).map(({ item_id }) => item_id)).toEqual(['INV-001', 'OWN-1']);
  expect(await readPolicies(table.db)).toEqual([]);
  expect(await readTicket(table.db, 'TKT-001')).toBeUndefined();
  expect(Object.values(await countTickets(table.db)).every((count) => count === 0)).toBe(true);
  const left = await table.scan();
  expect(left.filter(({ pk }) => /^(?:TICKET#|LIST#|POLICY#)/.test(String(pk)))).toEqual([]);
});

test('a table that begins empty stays so at every later start', async () => {
  await using table = await startTable();
  const config = {
    tableName: table.tableName,
    region: 'us-east-1',
    dynamodbEndpoint: table.endpoint,
  } as never;

  await seedOnce(config, { empty: true });
  await seedOnce(config);

  expect(await readInventory(table.db)).toEqual([]);
});

test('what a file lacks has its default, and the same file again changes nothing', async () => {
  await using folder = await createFolder();
  await using table = await startTable();
  const sources = {
    inventory: await folder.write('stock.csv', 'SKU,품명,분류,수량,위치\nA,Monitor,monitor,1,Seoul\n'),
    policies: (await folder.write('policies/휴가.md', '휴가는 2주 전에 신청합니다.')).replace(/\/[^/]*$/, ''),
    tickets: await folder.write('tickets.csv', 'id,subject,requester\n9,The door stays open,minji\n'),
  };
  await importData(table.db, sources);
  const items = await table.scan();
  const report = await importData(table.db, sources);

  expect(await table.scan()).toEqual(items);
  expect(report).toMatchObject({
    inventory: { created: [], changed: [], unchanged: 1 },
    policies: { created: [], changed: [], unchanged: 1 },
    tickets: { created: [], changed: [], unchanged: 1 },
  });
  const today = new Date().toISOString().slice(0, 10);
  expect((await readInventory(table.db))[0]).toMatchObject({ status: 'available', last_updated: today });
});

test('a column that a later file lacks keeps its values, and an empty cell takes one away', async () => {
  await using folder = await createFolder();
  await using table = await startTable();
  const header = 'item_id,name,category,quantity,location';
  const bring = async (text: string) =>
    importData(table.db, { inventory: await folder.write('stock.csv', text) });
  await bring(`${header},status,price,department\nA,B,c,1,D,in repair,₩900,IT\n`);

  await bring(`${header}\nA,B,c,2,D\n`);
  expect(await readInventory(table.db)).toMatchObject([
    { quantity: 2, status: 'in_repair', unit_price: 900, currency: 'KRW', department: 'IT' },
  ]);
  await bring(`${header},department\nA,B,c,2,D,\n`);
  expect((await readInventory(table.db))[0]).not.toHaveProperty('department');
});

test('a table that throttles for a while is waited for', async () => {
  await using folder = await createFolder();
  await using table = await startTable();
  let refusals = 0;
  await using proxy = await startProxy(table.endpoint, async ({ operation }, forward) => {
    if (operation !== 'TransactWriteItems' || refusals >= 8) return forward();
    refusals += 1;
    const body = { __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException' };
    return { status: 400, body: JSON.stringify(body) } as never;
  });
  const file = await folder.write('stock.csv', inventoryOf(5));
  const { code, out, errors } = await runImport(
    ['--inventory', file],
    to({ ...table, endpoint: proxy.endpoint }),
  );

  expect({ code, out }).toEqual({ code: 0, out: 'inventory: created 5, changed 0, unchanged 0, errors 0\n' });
  expect(errors).toContain('The table is busy or unavailable; retrying in');
});

test('2,000 rows of a workbook are in; 10,000 in npm run test:long', () => importWorkbook(2_000));
