import { expect, test } from 'vitest';
import { keys } from '../../lambda/dynamodb/table-schema.ts';
import { countTickets } from '../../lambda/tickets/count-tickets.ts';
import { findTicket, findTicketWithHistory, noSuchTicket } from '../../lambda/tickets/find-ticket.ts';
import { transitionTicket } from '../../lambda/tickets/status-transitions.ts';
import { startProxy } from '../support/dynamodb-proxy.ts';
import { openTable, startTable } from '../support/table.ts';
import { admin, alice, bob, createTestTicket, mallory } from '../support/tickets.ts';

test('a ticket is there for its creator, its assignee and admins only', async () => {
  await using table = await startTable();
  const ticket = await createTestTicket(table.db, { assigned_to: 'bob' });

  for (const caller of [alice, bob, admin]) {
    expect(await findTicket(table.db, ticket.ticket_id, caller)).toEqual(ticket);
    expect(await findTicketWithHistory(table.db, ticket.ticket_id, caller)).toMatchObject({ ticket });
  }
  expect(await findTicket(table.db, ticket.ticket_id, mallory)).toBeUndefined();
  expect(await findTicketWithHistory(table.db, ticket.ticket_id, mallory)).toBeUndefined();
});

test('finds no ticket by an id that is none or not written as ids are', async () => {
  await using table = await startTable();
  await createTestTicket(table.db);
  const ids = [
    'TKT-002',
    'TKT-1',
    'TKT-0001',
    'tkt-001',
    'TICKET',
    '',
    'TKT-001#',
    `TKT-${'9'.repeat(5_000)}`,
  ];

  for (const id of ids) {
    expect(await findTicket(table.db, id, admin)).toBeUndefined();
    expect(await findTicketWithHistory(table.db, id, admin)).toBeUndefined();
  }
});

test('says which ticket it did not find, at no more length than needed', () => {
  const error = noSuchTicket(`TKT-${'9'.repeat(5_000)}`);

  expect(error).toMatchObject({ code: 'NOT_FOUND', hint: expect.stringContaining('list_tickets') });
  expect(error.message.length).toBeLessThan(100);
});

test('reads one ticket with one DynamoDB request, with its history or without', async () => {
  await using table = await startTable();
  const { ticket_id } = await createTestTicket(table.db);
  await using proxy = await startProxy(table.endpoint);

  const db = openTable(proxy.endpoint, table.tableName);

  await findTicket(db, ticket_id, alice);
  await findTicketWithHistory(db, ticket_id, alice);

  expect(proxy.operations).toEqual(['GetItem', 'Query']);
});

test('reads a history of several pages, oldest entry first', async () => {
  await using table = await startTable();
  const { ticket_id } = await createTestTicket(table.db);
  const note = '가'.repeat(2_000);
  await table.fill(
    Array.from({ length: 599 }, (_, at) => ({
      ...keys.ticketHistory(ticket_id, at + 2),
      version: at + 2,
      note,
    })),
  );
  await using proxy = await startProxy(table.endpoint);

  const found = await findTicketWithHistory(openTable(proxy.endpoint, table.tableName), ticket_id, alice);
  const { ticket, history } = found!;

  expect(ticket.ticket_id).toBe(ticket_id);
  expect(history.map(({ version }) => version)).toEqual(Array.from({ length: 600 }, (_, at) => at + 1));
  expect(history.at(-1)).toEqual({ version: 600, note });
  expect(proxy.operations.length).toBeGreaterThan(1);
});

test('counts the tickets in each status with one DynamoDB request', async () => {
  await using table = await startTable();
  const now = new Date();
  for (let at = 0; at < 20; at += 1) {
    const { ticket_id } = await createTestTicket(table.db, { title: `Printer ${at} burns` });
    if (at < 3)
      await transitionTicket(
        table.db,
        ticket_id,
        { status: 'in_progress' },
        { caller: alice, requestId: 'r', now },
      );
  }
  await transitionTicket(table.db, 'TKT-001', { status: 'resolved' }, { caller: alice, requestId: 'r', now });
  await using proxy = await startProxy(table.endpoint);

  const counts = await countTickets(openTable(proxy.endpoint, table.tableName));

  expect(counts).toEqual({ open: 17, in_progress: 2, resolved: 1, closed: 0 });
  expect(proxy.operations).toEqual(['Query']);
});

test('counts nothing in an empty table', async () => {
  await using table = await startTable();

  expect(await countTickets(table.db)).toEqual({ open: 0, in_progress: 0, resolved: 0, closed: 0 });
});
