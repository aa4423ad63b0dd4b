import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { isUnused, readDataVersion } from '../../lambda/dynamodb/data-version.ts';
import { readInventory } from '../../lambda/inventory/item.ts';
import { startEmbeddedDynamoDB } from '../../scripts/local/dynamodb-emulator/embedded-dynamodb.ts';
import { startProxy } from '../support/dynamodb-proxy.ts';
import { openTable, startTable, type TestTable } from '../support/table.ts';
import { createFolder, inventoryHeader, inventoryOf } from './folder.ts';
import { runImport, startImport } from './import-process.ts';

const sampleFolder = join(import.meta.dirname, '../../scripts/data/sample-data');
const sampleOptions = [
  ['--inventory', join(sampleFolder, 'inventory.csv')],
  ['--policies', join(sampleFolder, 'policies')],
  ['--tickets', join(sampleFolder, 'tickets.jsonl')],
].flat();

function to({ endpoint, tableName }: TestTable): Record<string, string> {
  return { DYNAMODB_ENDPOINT: endpoint, TABLE_NAME: tableName };
}

test('says what became of each kind, and ends with 0', async () => {
  await using table = await startTable();
  const first = await runImport(sampleOptions, to(table));
  const second = await runImport(sampleOptions, to(table));

  expect(first).toEqual({
    code: 0,
    errors: `Importing: table ${table.tableName} in ${table.endpoint}\n`,
    out: [
      'inventory: created 35, changed 0, unchanged 0, errors 0',
      'policies: created 10, changed 0, unchanged 0, errors 0',
      'tickets: created 5, changed 0, unchanged 0, errors 0',
      '',
    ].join('\n'),
  });
  expect(second.out).toContain('tickets: created 0, changed 0, unchanged 5, errors 0');
});

test('three bad rows are named precisely, all others are imported, and it ends with 1', async () => {
  await using folder = await createFolder();
  await using table = await startTable();
  const lines = (await readFile(join(sampleFolder, 'inventory.csv'), 'utf8')).split('\n');
  lines[2] = lines[2]!.replace(',8,', ',eight,');
  lines[10] = lines[10]!.replace(/,[a-z_]+,2026/, ',lost,2026');
  lines[20] = lines[20]!.replace(/2026-\d\d-\d\d/, '11/20/26');
  const file = await folder.write('stock.csv', lines.join('\r\n'));

  const { code, out, errors } = await runImport(['--inventory', file], to(table));

  expect(code).toBe(1);
  expect(out).toBe('inventory: created 32, changed 0, unchanged 0, errors 3\n');
  expect(errors.split('\n').slice(1, 4)).toEqual([
    `${file}:3: quantity: found "eight", expected a whole number such as 12`,
    `${file}:11: status: found "lost", expected one of available, reserved, in_repair, discontinued`,
    `${file}:21: last_updated: found "11/20/26", expected a date with the year first, such as 2026-11-30; "dates" in a map file says the order of day, month and year`,
  ]);
  expect(await readInventory(table.db)).toHaveLength(32);
});

test('--location says where the items are that name no place', async () => {
  await using folder = await createFolder();
  await using table = await startTable();
  const file = await folder.write('stock.csv', '품명,분류,수량,위치\n의자,가구,4,부산\n책상,가구,2,');
  const without = await folder.write('list.csv', '품명,분류,수량\n모니터,전산,12');
  await runImport(['--inventory', file, '--location', '본사 3층'], to(table));
  const refused = await runImport(['--inventory', without], to(table));
  const { code } = await runImport(['--inventory', without, '--location', '판교'], to(table));

  const items = await readInventory(table.db);
  expect(refused).toMatchObject({ code: 2, errors: expect.stringContaining('or --location with the place') });
  expect(code).toBe(0);
  expect(Object.fromEntries(items.map(({ name, location }) => [name, location]))).toEqual({
    의자: '부산',
    책상: '본사 3층',
    모니터: '판교',
  });
});

test('a dry run lists creations and changes and writes nothing', async () => {
  await using folder = await createFolder();
  await using table = await startTable();
  const row = (id: string, quantity: number) =>
    `${id},Monitor,monitor,${quantity},Seoul,available,2026-11-02`;
  const before = [inventoryHeader, row('INV-1', 1), row('INV-2', 2)].join('\n');
  await runImport(['--inventory', await folder.write('before.csv', before)], to(table));
  const items = await table.scan();

  const after = [inventoryHeader, row('INV-1', 1), row('INV-2', 3), row('INV-3', 3), row('INV 4', 4)].join(
    '\n',
  );
  const file = await folder.write('after.csv', after);
  const { code, out, errors } = await runImport(['--inventory', file, '--dry-run'], to(table));

  expect(code).toBe(1);
  expect(out.split('\n')).toEqual([
    'create  inventory  INV-3',
    'change  inventory  INV-2  quantity "2" -> "3"',
    'inventory: created 1, changed 1, unchanged 1, errors 1',
    '',
  ]);
  expect(errors).toContain('Dry run, nothing is written');
  expect(errors).toContain(`${file}:5: item_id: found "INV 4"`);
  expect(await table.scan()).toEqual(items);
});

test('3,000 rows are in, with a line of progress every 1,000', async () => {
  await using folder = await createFolder();
  const file = await folder.write('stock.csv', inventoryOf(3_000));
  const { code, out, errors } = await runImport(['--inventory', file], { DATA_DIR: folder.path });

  expect(out).toBe('inventory: created 3000, changed 0, unchanged 0, errors 0\n');
  expect(code).toBe(0);
  expect(errors.match(/^inventory: [\d,]+ of 3,000$/gm)).toHaveLength(3);
});

test('killed in the middle, it goes on from there the next time', async () => {
  await using folder = await createFolder();
  const options = ['--inventory', await folder.write('stock.csv', inventoryOf(2_500))];
  const env = { DATA_DIR: folder.path };
  const child = startImport(options, env);
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (text.includes('of 2,500')) child.kill('SIGKILL');
  });
  const printed = await text(child.stdout);
  const { code, out } = await runImport(options, env);

  expect(printed).toBe('');
  expect(code).toBe(0);
  const [, created, unchanged] = /^inventory: created (\d+), changed 0, unchanged (\d+), errors 0$/m.exec(
    out,
  )!;
  expect(Number(created)).toBeGreaterThan(0);
  expect(Number(unchanged)).toBeGreaterThanOrEqual(990);
  expect(Number(unchanged) % 99).toBe(0);
  expect(Number(created) + Number(unchanged)).toBe(2_500);
});

test('when the table stops to answer midway, it says so and ends with 3', async () => {
  await using folder = await createFolder();
  await using table = await startTable();
  let transactions = 0;
  await using proxy = await startProxy(table.endpoint, async ({ operation }, forward) => {
    if (operation === 'TransactWriteItems') transactions += 1;
    return transactions > 1 ? undefined : forward();
  });
  const file = await folder.write('stock.csv', inventoryOf(150));

  const { code, out, errors } = await runImport(
    ['--inventory', file, '--retry-for', '0'],
    to({ ...table, endpoint: proxy.endpoint }),
  );

  expect({ code, out }).toEqual({ code: 3, out: '' });
  expect(errors).toContain('DynamoDB did not answer. (');
  expect(errors).toContain('The import stopped before the end. Run the same command again to continue.');
});

test('while a server has the data folder open, the import goes through that server', async () => {
  await using folder = await createFolder();
  const server = await startEmbeddedDynamoDB({ path: join(folder.path, 'dynamodb') });
  const { code, errors } = await runImport(sampleOptions, { DATA_DIR: folder.path });
  const db = openTable(server.endpoint, 'ops-assistant');

  expect(code).toBe(0);
  expect(errors).toContain('through the server that has it open');
  expect(await readInventory(db)).toHaveLength(35);
  expect(isUnused(await readDataVersion(db))).toBe(false);
  await server.close();
});

test('a dry run without data leaves none behind', async () => {
  await using folder = await createFolder();
  const dataDir = join(folder.path, 'data');
  const { code, out } = await runImport([...sampleOptions, '--dry-run'], { DATA_DIR: dataDir });

  expect(code).toBe(0);
  expect(out).toContain('inventory: created 35');
  expect(existsSync(dataDir)).toBe(false);
});

test('--table goes to a table in AWS with the usual credentials', async () => {
  await using table = await startTable();
  const options = [...sampleOptions, '--table', table.tableName, '--region', 'ap-northeast-2'];
  const { code, errors } = await runImport(options, {
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
    // The SDK's own variable, which stands in for AWS here.
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
  });

  expect(errors).toBe(`Importing: table ${table.tableName} in ap-northeast-2\n`);
  expect(code).toBe(0);
  expect(await readInventory(table.db)).toHaveLength(35);
});

test('--table without a table or credentials says so and imports nothing', async () => {
  await using table = await startTable();
  const options = [...sampleOptions, '--table', 'no-such-table', '--region', 'ap-northeast-2'];
  const aws = {
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
    AWS_EC2_METADATA_DISABLED: 'true',
    HOME: '/nonexistent',
  };
  const missing = await runImport(options, { ...aws, AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'B' });
  const anonymous = await runImport(options, aws);

  expect(missing).toMatchObject({ code: 2, out: '' });
  expect(missing.errors).toContain(
    'Nothing can be imported into table no-such-table in ap-northeast-2: ResourceNotFoundException',
  );
  expect(anonymous).toMatchObject({ code: 2, out: '' });
  expect(anonymous.errors).toContain('CredentialsProviderError: Could not load credentials');
});

test.for([
  [[], {}, 'Specify what to import.'],
  [['--inventroy', 'x'], {}, "unknown option '--inventroy'"],
  [['stock.csv'], {}, 'too many arguments'],
  [['--inventory'], {}, "option '--inventory <file>' argument missing"],
  [['--inventory', 'x', '--region', 'r'], {}, '--region needs --table'],
  [['--inventory', 'x', '--table', 'ops'], {}, '--table needs --region, or AWS_REGION'],
] as const)('%j is refused with a hint to the help', async ([options, env, message]) => {
  const { code, out, errors } = await runImport(options, env);

  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(errors).toContain(message);
  expect(errors).toContain('See: ops-assistant import --help');
});

test.for([
  [
    { DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' },
    [],
    'Nothing can be imported into table ops-assistant in http://127.0.0.1:1',
  ],
  [
    { DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' },
    ['--table', 'ops'],
    '--table is a table in AWS, but DYNAMODB_ENDPOINT',
  ],
  [{ TABLE_NAME: 'x' }, ['--dry-run'], 'Nothing can be imported into table x'],
  [{ PORT: 'http' }, [], 'PORT: expected a port number'],
  [{}, ['--dry-run', '--tickets', 'missing.jsonl'], 'missing.jsonl: found nothing there, expected a file'],
] as const)('%j with %j ends with 2 and a reason', async ([env, options, message]) => {
  await using folder = await createFolder();
  const inventory = join(sampleFolder, 'inventory.csv');
  const { code, out, errors } = await runImport(['--inventory', inventory, ...options], {
    DATA_DIR: join(folder.path, 'data'),
    ...env,
  });

  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(errors).toContain(message);
});

test('--help prints the usage', async () => {
  const { code, out } = await runImport(['--help'], {});

  expect(code).toBe(0);
  expect(out).toContain('npm run import --');
});

test('--json prints what became of everything, and the reasons stay on stderr', async () => {
  await using folder = await createFolder();
  await using table = await startTable();
  const inventory = await folder.write(
    'stock.csv',
    'item_id,name,category,quantity,location\nA-1,Desk,desk,2,HQ\nA-2,Chair,chair,two,HQ\n',
  );
  const synonyms = await folder.write('synonyms.csv', '꿀단지,복지포인트\n하나\n');
  const options = ['--json', '--inventory', inventory, '--synonyms', synonyms, '--remove-sample'];
  const { code, out, errors } = await runImport(options, to(table));

  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    dryRun: false,
    sample: { inventory: [], policies: [], tickets: [], replaced: [] },
    synonyms: { groups: 1, isChanged: true, errors: [{ line: 2 }] },
    inventory: { created: ['A-1'], unchanged: 0, errors: [{ line: 3, field: 'quantity' }] },
  });
  expect(errors).toContain('quantity: found "two"');
});

test('speaks Korean when LANG is Korean', async () => {
  await using table = await startTable();
  const korean = { ...to(table), LANG: 'ko_KR.UTF-8' };
  const help = await runImport(['--help'], korean);
  const nothing = await runImport([], korean);
  const removed = await runImport(['--remove-sample', '--dry-run'], korean);

  expect(help.out).toMatch(/사용법: .+옵션:.+--dry-run\s+저장하지 않고/s);
  expect(nothing).toMatchObject({ code: 2, errors: expect.stringContaining('가져올 것을 지정하세요.') });
  expect(removed).toMatchObject({
    code: 0,
    errors: expect.stringContaining('시험 실행'),
    out: '예제 데이터: 없음\n',
  });
});
