import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readDataVersion } from '../../lambda/dynamodb/data-version.ts';
import { importItems } from '../../lambda/inventory/import-items.ts';
import { readInventory } from '../../lambda/inventory/item.ts';
import { importPolicies, type PolicyText } from '../../lambda/policies/import-policies.ts';
import { readPolicies, readPolicyVersion } from '../../lambda/policies/policy.ts';
import { readTicket } from '../../lambda/tickets/find-ticket.ts';
import { readInventoryFile } from '../../scripts/data/import/files/read-table.ts';
import { importData } from '../../scripts/data/import/import-data.ts';
import { conflictOf, startProxy } from '../support/dynamodb-proxy.ts';
import { openTable, startTable } from '../support/table.ts';
import { createTestTicket } from '../support/tickets.ts';
import { createFolder, inventoryHeader, inventoryOf, valuesOf } from './folder.ts';

const sampleFolder = join(import.meta.dirname, '../../scripts/data/sample-data');
const sample = {
  inventory: join(sampleFolder, 'inventory.csv'),
  policies: join(sampleFolder, 'policies'),
  tickets: join(sampleFolder, 'tickets.jsonl'),
};

const travel: PolicyText = {
  doc_id: 'travel',
  title: '출장 규정',
  tags: ['출장'],
  last_updated: '2026-10-20',
  language: 'ko',
  body: '# 출장 규정\n\n## 1. 신청\n\n7일 전에 신청합니다.',
};

test('the sample data arrives whole, and again it changes nothing, the version included', async () => {
  await using table = await startTable();
  const first = await importData(table.db, sample);
  const [items, version] = [await table.scan(), await readDataVersion(table.db)];
  const second = await importData(table.db, sample);

  expect(first.inventory).toMatchObject({ changed: [], unchanged: 0, errors: [], notes: [] });
  expect(first.inventory?.created).toHaveLength(35);
  expect(first.policies).toMatchObject({ changed: [], unchanged: 0, errors: [], notes: [] });
  expect(first.policies?.created).toHaveLength(10);
  expect(first.tickets).toMatchObject({ changed: [], unchanged: 0, errors: [], notes: [] });
  expect(first.tickets?.created).toEqual(['TKT-001', 'TKT-002', 'TKT-003', 'TKT-004', 'TKT-005']);
  expect(second).toMatchObject({
    inventory: { created: [], changed: [], unchanged: 35 },
    policies: { created: [], changed: [], unchanged: 10 },
    tickets: { created: [], changed: [], unchanged: 5 },
  });
  expect(await table.scan()).toEqual(items);
  expect(await readDataVersion(table.db)).toEqual(version);
});

test('what a caller reads is what the files say', async () => {
  await using table = await startTable();
  await importData(table.db, sample);

  expect((await readInventory(table.db))[0]).toEqual({
    item_id: 'INV-001',
    name: 'Apple MacBook Pro 14" M4',
    category: 'laptop',
    quantity: 12,
    location: 'Seoul HQ 3F IT Storage (서울 본사 3층 IT 창고)',
    status: 'available',
    last_updated: '2026-11-02',
  });
  const vpn = (await readPolicies(table.db)).find(({ doc_id }) => doc_id === 'vpn');
  expect(vpn).toMatchObject({ title: 'VPN 사용 정책', language: 'ko', version: 1 });
  expect(vpn?.body.startsWith('# VPN 사용 정책\n\n사내')).toBe(true);
  expect((await readTicket(table.db, 'TKT-002'))?.status).toBe('resolved');
});

test('a bad row of each kind is left out, and all the others arrive', async () => {
  await using folder = await createFolder();
  await using table = await startTable();
  const good = 'Monitor,monitor,1,Seoul,available,2026-11-02';
  const inventory = await folder.write(
    'stock.csv',
    [inventoryHeader, `INV-1,${good}`, 'INV-2,Bad', `INV-3,${good}`].join('\n'),
  );
  await folder.write('policies/good.md', '---\ntitle: Good\nlast_updated: 2026-10-20\n---\nText');
  await folder.write('policies/bad.md', '---\ntitle: Bad\nlast_updated: soon\n---\nText');
  const [first, second = '', ...others] = (await readFile(sample.tickets, 'utf8')).split('\n');
  const tickets = await folder.write(
    'tickets.jsonl',
    [first, second.replace('"critical"', '"asap"'), ...others].join('\n'),
  );

  const report = await importData(table.db, { inventory, policies: join(folder.path, 'policies'), tickets });

  expect(report.inventory).toMatchObject({ created: ['INV-1', 'INV-3'], errors: [{ line: 3 }] });
  expect(report.policies).toMatchObject({ created: ['good'], errors: [{ field: 'last_updated' }] });
  expect(report.tickets?.created).toEqual(['TKT-001', 'TKT-003', 'TKT-004', 'TKT-005']);
  expect(report.tickets?.errors).toEqual([
    {
      file: tickets,
      line: 2,
      field: 'priority',
      found: '"asap"',
      expected: 'one of low, medium, high, critical',
    },
  ]);
});

test('a file that can not be used stops the import before anything is written', async () => {
  await using table = await startTable();

  await expect(importData(table.db, { ...sample, tickets: 'missing.jsonl' })).rejects.toThrow(
    'missing.jsonl: found nothing there',
  );
  expect(await table.scan()).toEqual([]);
});

test('a ticket that was filed here is not replaced by one with its id', async () => {
  await using folder = await createFolder();
  await using table = await startTable();
  const filed = await createTestTicket(table.db);
  const line = { ...filed, title: 'Another ticket', body: 'With another text.' };
  const tickets = await folder.write('tickets.jsonl', `\n${JSON.stringify(line)}`);

  const report = await importData(table.db, { tickets });

  expect(report.tickets?.errors).toEqual([
    {
      file: tickets,
      line: 2,
      field: 'ticket_id',
      found: '"TKT-001", a ticket that was filed in this table',
      expected: 'an id that is not in use',
    },
  ]);
  expect(await readTicket(table.db, 'TKT-001')).toEqual(filed);
});

test('of a changed spreadsheet only the changed rows are written, and absent ones stay', async () => {
  await using folder = await createFolder();
  await using table = await startTable();
  const row = (id: string, quantity: number) =>
    `${id},Monitor,monitor,${quantity},Seoul,available,2026-11-02`;
  await importData(table.db, {
    inventory: await folder.write('a.csv', [inventoryHeader, row('INV-1', 1), row('INV-2', 2)].join('\n')),
  });
  const report = await importData(table.db, {
    inventory: await folder.write('b.csv', [inventoryHeader, row('INV-2', 20), row('INV-3', 3)].join('\n')),
  });

  expect(report.inventory).toMatchObject({
    created: ['INV-3'],
    changed: [{ id: 'INV-2', fields: [{ field: 'quantity', before: 2, after: 20 }] }],
    unchanged: 0,
  });
  const stock = (await readInventory(table.db)).map(({ item_id, quantity }) => [item_id, quantity]);
  expect(stock).toEqual([
    ['INV-1', 1],
    ['INV-2', 20],
    ['INV-3', 3],
  ]);
});

test('an import of several batches is announced once, by its last transaction', async () => {
  await using folder = await createFolder();
  await using table = await startTable();
  const stamps: string[] = [];
  await using proxy = await startProxy(table.endpoint, async ({ operation }, forward) => {
    const answer = await forward();
    if (operation === 'TransactWriteItems') stamps.push((await readDataVersion(table.db)).inventory);
    return answer;
  });
  const items = valuesOf(await readInventoryFile(await folder.write('stock.csv', inventoryOf(250))));

  await importItems(openTable(proxy.endpoint, table.tableName), items);

  expect(stamps).toEqual(['0', '0', '1']);
  expect((await readDataVersion(table.db)).policies).toBe('0');
});

test.each([
  ['the rest of it', 250],
  ['nothing new', 99],
])('an import that broke off is announced by the next one, which brings %s', async (_, rows) => {
  await using folder = await createFolder();
  await using table = await startTable();
  let transactions = 0;
  await using proxy = await startProxy(table.endpoint, async ({ operation }, forward) => {
    if (operation === 'TransactWriteItems') transactions += 1;
    return transactions > 1 ? undefined : forward();
  });
  const items = valuesOf(await readInventoryFile(await folder.write('stock.csv', inventoryOf(250))));

  await expect(importItems(openTable(proxy.endpoint, table.tableName), items)).rejects.toThrow(
    'did not answer',
  );
  expect(await readInventory(table.db)).toHaveLength(99);
  const inventoryAfter = async (minutes: number) =>
    (await readDataVersion(table.db, () => Date.now() + minutes * 60_000)).inventory;
  expect([await inventoryAfter(0), await inventoryAfter(3)]).toEqual(['0', '0+']);
  // It began by a clock that was ahead.
  expect(await inventoryAfter(-9 * 60)).toBe('0+');

  expect(await importItems(table.db, items.slice(0, rows))).toMatchObject({ changed: [], unchanged: 99 });
  expect(await readInventory(table.db)).toHaveLength(rows);
  expect([await inventoryAfter(0), await inventoryAfter(3)]).toEqual(['1', '1']);
});

test('policies that broke off are announced by the next import, though it brings nothing new', async () => {
  await using table = await startTable();
  const policies = Array.from({ length: 60 }, (_, index) => ({ ...travel, doc_id: `policy-${index}` }));
  let transactions = 0;
  await using proxy = await startProxy(table.endpoint, async ({ operation }, forward) => {
    if (operation === 'TransactWriteItems') transactions += 1;
    return transactions > 1 ? undefined : forward();
  });

  await expect(importPolicies(openTable(proxy.endpoint, table.tableName), policies)).rejects.toThrow();
  const stored = await readPolicies(table.db);
  expect(await readDataVersion(table.db)).toEqual({ inventory: '0', policies: '0' });

  const texts = stored.map(({ version, ...text }) => text);
  expect(await importPolicies(table.db, texts)).toMatchObject({ created: [], changed: [] });
  expect(await readDataVersion(table.db)).toEqual({ inventory: '0', policies: '1' });
});

test('a batch is written again when another transaction was in its way', async () => {
  await using folder = await createFolder();
  await using table = await startTable();
  let refusals = 0;
  await using proxy = await startProxy(table.endpoint, async ({ operation }, forward) => {
    if (operation !== 'TransactWriteItems' || refusals === 2) return forward();
    refusals += 1;
    return conflictOf(6);
  });
  const items = valuesOf(await readInventoryFile(await folder.write('stock.csv', inventoryOf(5))));

  await importItems(openTable(proxy.endpoint, table.tableName), items);

  expect(refusals).toBe(2);
  expect(await readInventory(table.db)).toHaveLength(5);
});

test.for([
  ['title', { title: '출장과 교통' }],
  ['tags', { tags: ['출장', '교통'] }],
  ['language', { language: 'en' }],
  ['last_updated', { last_updated: '2026-11-01' }],
  ['body', { body: `${travel.body}\n\n숙박비는 따로 신청합니다.` }],
] as const)(
  'a policy with another %s becomes its next version, and the old one stays',
  async ([field, change]) => {
    await using table = await startTable();
    await importPolicies(table.db, [travel]);
    const report = await importPolicies(table.db, [{ ...travel, ...change }]);

    expect(report).toMatchObject({
      created: [],
      changed: [{ id: 'travel', fields: [{ field }] }],
      unchanged: 0,
    });
    expect(await readPolicies(table.db)).toEqual([{ ...travel, ...change, version: 2 }]);
    expect(await readPolicyVersion(table.db, 'travel', 1)).toEqual({ ...travel, version: 1 });
    expect(await readPolicyVersion(table.db, 'travel', 2)).toEqual({ ...travel, ...change, version: 2 });
    expect((await readDataVersion(table.db)).policies).toBe('2');
  },
);

test('a policy with other ends of lines only is unchanged', async () => {
  await using table = await startTable();
  await importPolicies(table.db, [travel]);
  const report = await importPolicies(table.db, [
    { ...travel, body: `${travel.body.replaceAll('\n', '  \r\n')}\n` },
  ]);

  expect(report).toEqual({ created: [], changed: [], removed: [], unchanged: 1 });
  expect((await readDataVersion(table.db)).policies).toBe('1');
});

test('of two imports at once, the slower one succeeds the version of the other', async () => {
  await using table = await startTable();
  await importPolicies(table.db, [travel]);
  let raced = false;
  await using proxy = await startProxy(table.endpoint, async ({ operation }, forward) => {
    if (operation === 'TransactWriteItems' && !raced) {
      raced = true;
      await importPolicies(table.db, [{ ...travel, title: 'Faster' }]);
    }
    return forward();
  });

  const slower = [{ ...travel, title: 'Slower' }];
  const report = await importPolicies(openTable(proxy.endpoint, table.tableName), slower);

  expect(report.changed).toMatchObject([
    { id: 'travel', fields: [{ field: 'title', before: 'Faster', after: 'Slower' }] },
  ]);
  const titles = [1, 2, 3].map(
    async (version) => (await readPolicyVersion(table.db, 'travel', version))?.title,
  );
  expect(await Promise.all(titles)).toEqual([travel.title, 'Faster', 'Slower']);
  expect(await readPolicies(table.db)).toEqual([{ ...travel, title: 'Slower', version: 3 }]);
});

test('of two imports of the same files at once, one finds nothing left to do', async () => {
  await using table = await startTable();
  let raced = false;
  await using proxy = await startProxy(table.endpoint, async ({ operation }, forward) => {
    if (operation === 'TransactWriteItems' && !raced) {
      raced = true;
      await importPolicies(table.db, [travel]);
    }
    return forward();
  });

  const report = await importPolicies(openTable(proxy.endpoint, table.tableName), [travel]);

  expect(report).toEqual({ created: [], changed: [], removed: [], unchanged: 1 });
  expect(await readPolicies(table.db)).toEqual([{ ...travel, version: 1 }]);
  expect((await readDataVersion(table.db)).policies).toBe('1');
});

test('long policies are spread over transactions that DynamoDB takes', async () => {
  await using table = await startTable();
  const policies = Array.from({ length: 60 }, (_, index) => ({
    ...travel,
    doc_id: `policy-${index}`,
    body: '긴'.repeat(index < 20 ? 90_000 : 10),
  }));

  expect((await importPolicies(table.db, policies)).created).toHaveLength(60);
  expect(await readPolicies(table.db)).toHaveLength(60);
});

test('a dry run says what the import would do, and writes nothing', async () => {
  await using folder = await createFolder();
  await using table = await startTable();
  await importData(table.db, sample);
  const before = await table.scan();

  const inventory = (await readFile(sample.inventory, 'utf8')).replace('laptop,12,', 'laptop,11,');
  const vpn = (await readFile(join(sample.policies, 'vpn.md'), 'utf8')).replace('해외에서는', '국외에서는');
  const tickets = (await readFile(sample.tickets, 'utf8')).replace('"jun"', '"minji"');
  await folder.write('policies/vpn.md', vpn);
  await folder.write('policies/travel.md', '---\ntitle: Travel\nlast_updated: 2026-10-20\n---\nText');
  const report = await importData(
    table.db,
    {
      inventory: await folder.write(
        'stock.csv',
        `${inventory}INV-900,Drone,drone,1,Seoul,available,2026-11-02\n`,
      ),
      policies: join(folder.path, 'policies'),
      tickets: await folder.write('tickets.jsonl', tickets),
    },
    { dryRun: true },
  );

  expect(report).toMatchObject({
    inventory: {
      created: ['INV-900'],
      changed: [{ id: 'INV-001', fields: [{ field: 'quantity' }] }],
      unchanged: 34,
    },
    policies: { created: ['travel'], changed: [{ id: 'vpn', fields: [{ field: 'body' }] }], unchanged: 0 },
    tickets: { created: [], changed: [{ id: 'TKT-001', fields: [{ field: 'assigned_to' }] }], unchanged: 4 },
  });
  expect(await table.scan()).toEqual(before);
});

test('progress counts every row once, those that need no write included', async () => {
  await using folder = await createFolder();
  await using table = await startTable();
  const inventory = await folder.write('stock.csv', inventoryOf(150));
  await importData(table.db, { inventory: await folder.write('some.csv', inventoryOf(30)) });
  const messages: string[] = [];
  await importData(
    table.db,
    { inventory },
    { onProgress: ({ kind, done, total }) => messages.push(`${kind} ${done}/${total}`) },
  );

  expect(messages).toEqual(['inventory 30/150', 'inventory 129/150', 'inventory 150/150']);
});

test('a thousand rows are eleven transactions, and again none', async () => {
  await using table = await startTable();
  let transactions = 0;
  const counting: typeof table.db = {
    ...table.db,
    transact: (writes) => {
      transactions += 1;
      return table.db.transact(writes);
    },
  };
  const rows = Array.from({ length: 1_000 }, (_, at) => ({
    item_id: `A-${at}`,
    name: 'Monitor',
    category: 'monitor',
    quantity: at,
    location: 'Seoul',
  }));
  await importItems(counting, rows);

  expect(transactions).toBe(11);
  await importItems(counting, rows);
  expect(transactions).toBe(11);
});
