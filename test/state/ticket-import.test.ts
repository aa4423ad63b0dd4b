import { expect, test } from 'vitest';
import { keys } from '../../lambda/dynamodb/table-schema.ts';
import { countTickets } from '../../lambda/tickets/count-tickets.ts';
import { findTicket } from '../../lambda/tickets/find-ticket.ts';
import { importTicket } from '../../lambda/tickets/import-ticket.ts';
import { transitionTicket } from '../../lambda/tickets/status-transitions.ts';
import type { Ticket } from '../../lambda/tickets/ticket.ts';
import { listTickets } from '../../lambda/tickets/ticket-listing.ts';
import { conflictOf, startProxy } from '../support/dynamodb-proxy.ts';
import { openTable, startTable } from '../support/table.ts';
import { admin, alice, bob, callerNamed, createTestTicket, historyOf } from '../support/tickets.ts';

const row: Ticket = {
  ticket_id: 'TKT-041',
  title: 'The door does not lock',
  body: 'Third floor, next to the kitchen.',
  priority: 'low',
  status: 'resolved',
  created_by: 'carol',
  assigned_to: 'dave',
  created_at: '2026-01-02T03:04:05.000Z',
  updated_at: '2026-02-03T04:05:06.000Z',
  version: 3,
};
const carol = callerNamed('carol');
const dave = callerNamed('dave');

test('an imported ticket keeps its id, times and status, and is listed and counted like any other', async () => {
  await using table = await startTable();

  expect(await importTicket(table.db, row)).toBe('created');

  const { body, ...summary } = row;
  expect(await findTicket(table.db, 'TKT-041', admin)).toEqual(row);
  for (const caller of [carol, dave, admin]) {
    expect(await listTickets(table.db, caller, { status: 'resolved', limit: 10 })).toEqual({
      tickets: [summary],
    });
  }
  expect(await countTickets(table.db)).toEqual({ open: 0, in_progress: 0, resolved: 1, closed: 0 });
  expect(await historyOf(table.db, 'TKT-041')).toEqual([
    { version: 3, from: null, to: 'resolved', by: 'import', at: row.updated_at },
  ]);
});

test('an imported ticket leaves an audit record', async () => {
  await using table = await startTable();

  await importTicket(table.db, row);

  expect(await table.db.get(keys.ticketAudit('TKT-041', 3))).toEqual({
    ...keys.ticketAudit('TKT-041', 3),
    title: 'The door does not lock',
    priority: 'low',
    assigned_to: 'dave',
    time: expect.any(String),
    action: 'import',
    ticket_id: 'TKT-041',
    version: 3,
    from: null,
    to: 'resolved',
    outcome: 'ok',
  });
});

test('tickets filed after an import get higher ids, whatever the order of the rows', async () => {
  await using table = await startTable();

  for (const ticket_id of ['TKT-041', 'TKT-007', 'TKT-1200', 'TKT-900']) {
    await importTicket(table.db, { ...row, ticket_id });
  }

  expect((await createTestTicket(table.db)).ticket_id).toBe('TKT-1201');
});

test('the same import again changes nothing, even after its ticket has moved on', async () => {
  await using table = await startTable();
  await importTicket(table.db, row);
  const imported = await table.scan();

  expect(await importTicket(table.db, row)).toBe('unchanged');
  expect(
    await importTicket(table.db, Object.fromEntries(Object.entries(row).reverse()) as unknown as Ticket),
  ).toBe('unchanged');
  expect(await table.scan()).toEqual(imported);

  await transitionTicket(
    table.db,
    'TKT-041',
    { status: 'closed' },
    { caller: admin, requestId: 'r', now: new Date() },
  );
  const moved = await table.scan();
  expect(await importTicket(table.db, row)).toBe('unchanged');
  expect(await table.scan()).toEqual(moved);
});

test('a changed row becomes the next version, and leaves the lists of those it no longer concerns', async () => {
  await using table = await startTable();
  await importTicket(table.db, row);
  await transitionTicket(
    table.db,
    'TKT-041',
    { status: 'closed' },
    { caller: dave, requestId: 'r', now: new Date() },
  );

  const changed = { ...row, title: 'The door locks too well', status: 'open', assigned_to: 'bob' } as const;
  expect(await importTicket(table.db, changed)).toBe('changed');

  const { body, ...summary } = { ...changed, version: 5 };
  expect(await findTicket(table.db, 'TKT-041', bob)).toEqual({ ...changed, version: 5 });
  for (const caller of [carol, bob, admin]) {
    expect(await listTickets(table.db, caller, { limit: 10 })).toEqual({ tickets: [summary] });
  }
  expect(await listTickets(table.db, dave, { limit: 10 })).toEqual({ tickets: [] });
  expect(await listTickets(table.db, dave, { status: 'closed', limit: 10 })).toEqual({ tickets: [] });
  expect(await findTicket(table.db, 'TKT-041', dave)).toBeUndefined();
  expect(await countTickets(table.db)).toEqual({ open: 1, in_progress: 0, resolved: 0, closed: 0 });
  expect((await historyOf(table.db, 'TKT-041')).map(({ version, from, to }) => [version, from, to])).toEqual([
    [3, null, 'resolved'],
    [4, 'resolved', 'closed'],
    [5, 'closed', 'open'],
  ]);
  expect(await importTicket(table.db, changed)).toBe('unchanged');
});

test('a row whose words alone have changed moves no count', async () => {
  await using table = await startTable();
  await importTicket(table.db, row);

  expect(await importTicket(table.db, { ...row, title: 'Another title' })).toBe('changed');

  expect(await countTickets(table.db)).toEqual({ open: 0, in_progress: 0, resolved: 1, closed: 0 });
});

test('a dry run tells what an import would do, and writes nothing', async () => {
  await using table = await startTable();
  const dryRun = (one: Ticket) => importTicket(table.db, one, { dryRun: true });

  expect(await dryRun(row)).toBe('created');
  expect(await table.scan()).toEqual([]);

  await importTicket(table.db, row);
  const imported = await table.scan();
  expect(await dryRun(row)).toBe('unchanged');
  expect(await dryRun({ ...row, priority: 'critical' })).toBe('changed');
  expect(await table.scan()).toEqual(imported);
});

test('never replaces a ticket that was filed here', async () => {
  await using table = await startTable();
  const filed = await createTestTicket(table.db);

  const replacing = importTicket(table.db, { ...row, ticket_id: filed.ticket_id });

  await expect(replacing).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('TKT-001 was filed here'),
    hint: expect.stringContaining('not in use'),
  });
  expect(await findTicket(table.db, filed.ticket_id, alice)).toEqual(filed);
});

test('a ticket that is there already just as the row has it is unchanged', async () => {
  await using table = await startTable();
  const filed = await createTestTicket(table.db);

  expect(await importTicket(table.db, filed)).toBe('unchanged');
});

test.each(['TKT-7', 'TKT-0007', 'tkt-007', 'JIRA-7', 'TKT-1000000000', ''])(
  'refuses the id %j',
  async (ticket_id) => {
    await using table = await startTable();

    const importing = importTicket(table.db, { ...row, ticket_id });

    await expect(importing).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: `"${ticket_id}" is not a ticket id.`,
      hint: expect.stringContaining('TKT-007'),
    });
    expect(await table.scan()).toEqual([]);
  },
);

test('ten imports of one row at the same moment create one ticket', async () => {
  await using table = await startTable();

  const results = await Promise.all(Array.from({ length: 10 }, () => importTicket(table.db, row)));

  expect(results.sort()).toEqual(['created', ...Array(9).fill('unchanged')]);
  expect((await countTickets(table.db)).resolved).toBe(1);
});

test('tickets filed while others are imported share no id with them', async () => {
  await using table = await startTable();
  const rows = Array.from({ length: 20 }, (_, at) => ({
    ...row,
    ticket_id: `TKT-${String(at + 1).padStart(3, '0')}`,
  }));

  const [imports, filed] = await Promise.all([
    Promise.allSettled(rows.map((one) => importTicket(table.db, one))),
    Promise.all(rows.map((_, at) => createTestTicket(table.db, { title: `Filed meanwhile ${at}` }))),
  ]);

  const imported = imports.filter(({ status }) => status === 'fulfilled');
  const { tickets } = await listTickets(table.db, admin, { limit: 100 });
  expect(tickets.length).toBe(imported.length + filed.length);
  for (const ticket of filed) expect(await findTicket(table.db, ticket.ticket_id, alice)).toEqual(ticket);
});

test('tries again while other transactions are in the way', async () => {
  await using table = await startTable();
  let conflicts = 0;
  await using proxy = await startProxy(table.endpoint, async ({ operation }, forward) =>
    operation === 'TransactWriteItems' && ++conflicts <= 2 ? conflictOf(8) : forward(),
  );

  expect(await importTicket(openTable(proxy.endpoint, table.tableName), row)).toBe('created');
});

test('needs three DynamoDB requests for a new row and one for a row that was imported before', async () => {
  await using table = await startTable();
  await using proxy = await startProxy(table.endpoint);
  const db = openTable(proxy.endpoint, table.tableName);

  await importTicket(db, row);
  await importTicket(db, row);

  expect(proxy.operations).toEqual(['Query', 'UpdateItem', 'TransactWriteItems', 'Query']);
});
