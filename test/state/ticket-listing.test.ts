import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller } from '../../lambda/auth/caller.ts';
import type { DynamoDB } from '../../lambda/dynamodb/client.ts';
import { keys } from '../../lambda/dynamodb/table-schema.ts';
import { transitionTicket } from '../../lambda/tickets/status-transitions.ts';
import { type Ticket, ticketIdOf, ticketNumberOf } from '../../lambda/tickets/ticket.ts';
import { type Listing, listTickets, type TicketSummary } from '../../lambda/tickets/ticket-listing.ts';
import { listing } from '../../lambda/tickets/ticket-writes.ts';
import { startProxy } from '../support/dynamodb-proxy.ts';
import { openTable, startTable, type TestTable } from '../support/table.ts';
import { admin, alice, bob, callerNamed, createTestTicket, mallory } from '../support/tickets.ts';

test('lists the newest ticket first, without its body', async () => {
  await using table = await startTable();
  const { body, ...first } = await createTestTicket(table.db);
  const { body: _, ...second } = await createTestTicket(table.db, { title: 'The scanner too' });

  expect(await listTickets(table.db, alice, { limit: 10 })).toEqual({ tickets: [second, first] });
});

test('lists to every caller what they filed or are assigned to, and everything to admins', async () => {
  await using table = await startTable();
  await createTestTicket(table.db, { title: 'For nobody' }, alice);
  await createTestTicket(table.db, { title: 'For bob', assigned_to: 'bob' }, alice);
  await createTestTicket(table.db, { title: 'For nobody' }, bob);
  await createTestTicket(table.db, { title: 'For bob', assigned_to: 'bob' }, bob);

  expect(await visibleIds(alice, table.db)).toEqual(['TKT-002', 'TKT-001']);
  expect(await visibleIds(bob, table.db)).toEqual(['TKT-004', 'TKT-003', 'TKT-002']);
  expect(await visibleIds(admin, table.db)).toEqual(['TKT-004', 'TKT-003', 'TKT-002', 'TKT-001']);
  expect(await visibleIds(mallory, table.db)).toEqual([]);
});

test.each(['*', 'ALL', '', 'alice#', 'USER#alice', 'open#ALL', '#ALL', 'alice#open'])(
  'no caller sees more by being called %j',
  async (subject) => {
    await using table = await startTable();
    await createTestTicket(table.db, { assigned_to: 'bob' });
    await createTestTicket(table.db, {}, callerNamed(subject));

    expect(await visibleIds(callerNamed(subject), table.db)).toEqual(['TKT-002']);
    expect(await visibleIds(callerNamed(subject), table.db, { status: 'open' })).toEqual(['TKT-002']);
    expect(await visibleIds(alice, table.db)).toEqual(['TKT-001']);
  },
);

test('filters by status, priority and assignee, together and alone', async () => {
  await using table = await startTable();
  await createTestTicket(table.db, { title: 'First ticket', priority: 'low' });
  await createTestTicket(table.db, { title: 'Second ticket', priority: 'low', assigned_to: 'bob' });
  await createTestTicket(table.db, { title: 'Third ticket', priority: 'critical', assigned_to: 'bob' });
  await createTestTicket(table.db, { title: 'Fourth ticket', priority: 'critical', assigned_to: 'alice' });
  const by = { caller: alice, requestId: 'r', now: new Date() };
  await transitionTicket(table.db, 'TKT-003', { status: 'in_progress' }, by);

  for (const caller of [alice, admin]) {
    const ids = (listing: Partial<Listing>) => visibleIds(caller, table.db, listing);
    expect(await ids({ priority: 'low' })).toEqual(['TKT-002', 'TKT-001']);
    expect(await ids({ assignedTo: 'bob' })).toEqual(['TKT-003', 'TKT-002']);
    expect(await ids({ status: 'open' })).toEqual(['TKT-004', 'TKT-002', 'TKT-001']);
    expect(await ids({ status: 'in_progress', assignedTo: 'bob' })).toEqual(['TKT-003']);
    expect(await ids({ status: 'open', priority: 'critical', assignedTo: 'alice' })).toEqual(['TKT-004']);
    expect(await ids({ status: 'closed' })).toEqual([]);
    expect(await ids({ assignedTo: 'nobody' })).toEqual([]);
  }
});

test('a filter never shows what the caller may not see', async () => {
  await using table = await startTable();
  await createTestTicket(table.db, { assigned_to: 'bob' });

  expect(await visibleIds(mallory, table.db, { assignedTo: 'bob' })).toEqual([]);
  expect(await visibleIds(mallory, table.db, { status: 'open', priority: 'high' })).toEqual([]);
});

test('pages end with the last ticket: no empty page follows a full one', async () => {
  await using table = await startTable();
  await fillTickets(table, 1, 4);

  const first = await listTickets(table.db, admin, { limit: 2 });
  const second = await listTickets(table.db, admin, { limit: 2, before: first.next! });

  expect(first.tickets.map(({ ticket_id }) => ticket_id)).toEqual(['TKT-004', 'TKT-003']);
  expect(second.tickets.map(({ ticket_id }) => ticket_id)).toEqual(['TKT-002', 'TKT-001']);
  expect(second.next).toBeUndefined();
});

describe('among ten thousand tickets', () => {
  let table: TestTable;
  const rare = [9_990, 7_000, 6_999, 6_998, 6_997, 12, 1];

  beforeAll(async () => {
    table = await startTable();
    await fillTickets(table, 1, 10_000, (number) => ({
      priority: rare.includes(number) ? 'critical' : 'medium',
    }));
  });
  afterAll(() => table[Symbol.asyncDispose]());

  test.each([{}, { status: 'open' }] as const)(
    'each is listed once while others are filed (filter %j)',
    async (listing) => {
      const start = await listTickets(table.db, admin, { limit: 1 });
      const newest = ticketNumberOf(start.tickets[0]!.ticket_id);

      const pages = await allPages(table.db, { ...listing, limit: 100 }, async (page) => {
        await createTestTicket(table.db, {
          title: `Filed while page ${page} was read of ${JSON.stringify(listing)}`,
        });
      });

      const ids = pages.flat().map(({ ticket_id }) => ticket_id);
      expect(ids).toEqual(Array.from({ length: newest }, (_, at) => ticketIdOf(newest - at)));
      expect(pages.length).toBeGreaterThanOrEqual(100);
    },
  );

  test('each is listed once while others are moved', async () => {
    const start = await listTickets(table.db, admin, { limit: 1 });
    const newest = ticketNumberOf(start.tickets[0]!.ticket_id);
    const by = { caller: admin, requestId: 'r', now: new Date() };

    const pages = await allPages(table.db, { limit: 100 }, async (page) => {
      if (page <= 100)
        await transitionTicket(table.db, ticketIdOf(page * 100), { status: 'in_progress' }, by);
    });

    const ids = pages.flat().map(({ ticket_id }) => ticket_id);
    expect(ids).toEqual(Array.from({ length: newest }, (_, at) => ticketIdOf(newest - at)));
  });

  test('a rare filter finds all it should, with at most five DynamoDB requests a call', async () => {
    await using proxy = await startProxy(table.endpoint);
    const db = openTable(proxy.endpoint, table.tableName);

    const requests: number[] = [];
    const pages = await allPages(db, { priority: 'critical', limit: 3 }, async () => {
      requests.push(proxy.operations.splice(0).length);
    });

    expect(pages.flat().map(({ ticket_id }) => ticket_id)).toEqual(rare.map(ticketIdOf));
    expect(Math.max(...requests)).toBeLessThanOrEqual(5);
  });

  test('a call that finds nothing within its bound answers an empty page that goes on', async () => {
    const first = await listTickets(table.db, admin, { priority: 'low', limit: 10 });
    const pages = await allPages(table.db, { priority: 'low', limit: 10 });

    expect(first).toEqual({ tickets: [], next: expect.any(String) });
    expect(pages).toEqual([[], [], []]);
  });
});

test.each([
  ['all tickets', {}],
  ['one status', { status: 'open' }],
  ["one assignee's tickets, among a thousand others", { assignedTo: 'bob' }],
] as const)('lists %s with one DynamoDB request', async (_, listing) => {
  await using table = await startTable();
  await fillTickets(table, 1, 1_000);
  await createTestTicket(table.db, { assigned_to: 'bob' });
  await using proxy = await startProxy(table.endpoint);

  const page = await listTickets(openTable(proxy.endpoint, table.tableName), admin, { ...listing, limit: 1 });

  expect(page.tickets.length).toBe(1);
  expect(proxy.operations).toEqual(['Query']);
});

async function visibleIds(caller: Caller, db: DynamoDB, listing: Partial<Listing> = {}): Promise<string[]> {
  const { tickets } = await listTickets(db, caller, { limit: 100, ...listing });
  return tickets.map(({ ticket_id }) => ticket_id);
}

/** Turns page after page to the end, and does `between` after each of them. */
async function allPages(db: DynamoDB, listing: Listing, between = async (_page: number) => {}) {
  const pages: (readonly TicketSummary[])[] = [];
  let before: string | undefined;
  do {
    const page = await listTickets(db, admin, { ...listing, ...(before !== undefined && { before }) });
    pages.push(page.tickets);
    before = page.next;
    await between(pages.length);
  } while (before !== undefined);
  return pages;
}

/** Writes carol's open tickets past the code, which would take minutes for so many; every hundredth is complete. */
async function fillTickets(
  table: TestTable,
  from: number,
  to: number,
  overrides = (_: number): Partial<Ticket> => ({}),
) {
  const items = Array.from({ length: to - from + 1 }, (_, at) => {
    const ticket: Ticket = {
      ticket_id: ticketIdOf(from + at),
      title: `Carol's ticket number ${from + at}`,
      body: 'Written by the bulk.',
      priority: 'medium',
      status: 'open',
      created_by: 'carol',
      assigned_to: null,
      created_at: '2026-11-22T09:00:00.000Z',
      updated_at: '2026-11-22T09:00:00.000Z',
      version: 1,
      ...overrides(from + at),
    };
    const listed = listing(ticket, 'ALL');
    return (from + at) % 100 === 0 ? [listed, { ...keys.ticket(ticket.ticket_id), ...ticket }] : [listed];
  });
  await table.fill([...items.flat(), { ...keys.ticketCounter(), number: to }]);
}
