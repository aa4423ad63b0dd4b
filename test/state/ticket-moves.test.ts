import { expect, test } from 'vitest';
import type { Caller } from '../../lambda/auth/caller.ts';
import { keys } from '../../lambda/dynamodb/table-schema.ts';
import { countTickets } from '../../lambda/tickets/count-tickets.ts';
import { findTicket } from '../../lambda/tickets/find-ticket.ts';
import { transitionTicket } from '../../lambda/tickets/status-transitions.ts';
import { type Status, statuses, transitions } from '../../lambda/tickets/ticket.ts';
import { listTickets } from '../../lambda/tickets/ticket-listing.ts';
import { conflictOf, startProxy } from '../support/dynamodb-proxy.ts';
import { openTable, startTable, type TestTable } from '../support/table.ts';
import { admin, alice, bob, createTestTicket, historyOf, mallory } from '../support/tickets.ts';

const one = new Date('2026-11-22T13:00:00Z');
const by = (caller: Caller) => ({ caller, requestId: 'request-2', now: one });

/** The shortest way to each status. */
const wayTo: Record<Status, readonly Status[]> = {
  open: [],
  in_progress: ['in_progress'],
  resolved: ['in_progress', 'resolved'],
  closed: ['in_progress', 'resolved', 'closed'],
};

test('a move changes status, time and version, and tells the history who, when and why', async () => {
  await using table = await startTable();
  const ticket = await createTestTicket(table.db, { assigned_to: 'bob' });

  const moved = await transitionTicket(
    table.db,
    'TKT-001',
    { status: 'in_progress', note: 'On my way.' },
    by(bob),
  );

  expect(moved).toEqual({ ...ticket, status: 'in_progress', updated_at: one.toISOString(), version: 2 });
  expect(await findTicket(table.db, 'TKT-001', alice)).toEqual(moved);
  expect((await historyOf(table.db, 'TKT-001')).at(-1)).toEqual({
    version: 2,
    from: 'open',
    to: 'in_progress',
    by: 'bob',
    at: one.toISOString(),
    note: 'On my way.',
  });
});

test('a move leaves an audit record without the note', async () => {
  await using table = await startTable();
  await createTestTicket(table.db);

  await transitionTicket(
    table.db,
    'TKT-001',
    { status: 'in_progress', note: 'My password is hunter2.' },
    by(admin),
  );

  expect(await table.db.get(keys.ticketAudit('TKT-001', 2))).toEqual({
    ...keys.ticketAudit('TKT-001', 2),
    title: 'The printer is on fire',
    priority: 'high',
    assigned_to: null,
    time: one.toISOString(),
    request_id: 'request-2',
    subject: 'root',
    client_id: 'a-client',
    caller_id: 'issuer-root',
    action: 'update_ticket_status',
    ticket_id: 'TKT-001',
    version: 2,
    from: 'open',
    to: 'in_progress',
    outcome: 'ok',
  });
});

test("a move shows in every reader's list and in the counts", async () => {
  await using table = await startTable();
  await createTestTicket(table.db, { assigned_to: 'bob' });

  const { body, ...summary } = await transitionTicket(
    table.db,
    'TKT-001',
    { status: 'in_progress' },
    by(bob),
  );

  for (const caller of [alice, bob, admin]) {
    expect(await listTickets(table.db, caller, { limit: 10 })).toEqual({ tickets: [summary] });
    expect(await listTickets(table.db, caller, { status: 'in_progress', limit: 10 })).toEqual({
      tickets: [summary],
    });
    expect(await listTickets(table.db, caller, { status: 'open', limit: 10 })).toEqual({ tickets: [] });
  }
  expect(await countTickets(table.db)).toEqual({ open: 0, in_progress: 1, resolved: 0, closed: 0 });
});

test('a ticket goes from open to closed, and can be reopened once on the way', async () => {
  await using table = await startTable();
  await createTestTicket(table.db);

  for (const status of ['in_progress', 'resolved', 'in_progress', 'resolved', 'closed'] as const) {
    await transitionTicket(table.db, 'TKT-001', { status }, by(alice));
  }

  const history = await historyOf(table.db, 'TKT-001');
  expect(history.map(({ from, to }) => `${from} → ${to}`)).toEqual([
    'null → open',
    'open → in_progress',
    'in_progress → resolved',
    'resolved → in_progress',
    'in_progress → resolved',
    'resolved → closed',
  ]);
});

const illegal = statuses.flatMap((from) =>
  statuses
    .filter((to) => !transitions[from].includes(to))
    .map((to) => ({ from, to, allowed: transitions[from] })),
);

test.each(illegal)(
  'refuses $from → $to and names the moves there are: $allowed',
  async ({ from, to, allowed }) => {
    await using table = await startTable();
    await ticketIn(table, from);
    const before = await table.scan();

    const move = transitionTicket(table.db, 'TKT-001', { status: to }, by(alice));

    const hint =
      allowed.length > 0 ? `From ${from} it can go to ${allowed.join(' or ')}.` : /cannot be moved any more/;
    await expect(move).rejects.toMatchObject({
      code: 'CONFLICT',
      message: `TKT-001 is ${from} and cannot go to ${to}. Nothing was changed.`,
      hint: typeof hint === 'string' ? hint : expect.stringMatching(hint),
    });
    expect(await table.scan()).toEqual(before);
  },
);

test('refuses a move that expects another version, and names the one there is', async () => {
  await using table = await startTable();
  await ticketIn(table, 'in_progress');

  const stale = transitionTicket(table.db, 'TKT-001', { status: 'resolved', expectedVersion: 1 }, by(alice));
  await expect(stale).rejects.toMatchObject({
    code: 'CONFLICT',
    message: 'TKT-001 is at version 2 (in_progress), not at version 1. Nothing was changed.',
  });

  const fresh = await transitionTicket(
    table.db,
    'TKT-001',
    { status: 'resolved', expectedVersion: 2 },
    by(alice),
  );
  expect(fresh).toMatchObject({ status: 'resolved', version: 3 });
});

test('of two racers one wins, and the other hears how the ticket stands', async () => {
  await using table = await startTable();
  await createTestTicket(table.db, { assigned_to: 'bob' });
  // Both have read the ticket before either writes.
  let reads = 0;
  let bothHaveRead = () => {};
  const twoReads = new Promise<void>((resolve) => {
    bothHaveRead = resolve;
  });
  await using proxy = await startProxy(table.endpoint, async ({ operation }, forward) => {
    if (operation === 'GetItem' && ++reads === 2) bothHaveRead();
    if (operation === 'TransactWriteItems') await twoReads;
    return forward();
  });
  const db = openTable(proxy.endpoint, table.tableName);

  const race = await Promise.allSettled(
    [alice, bob].map((caller) => transitionTicket(db, 'TKT-001', { status: 'in_progress' }, by(caller))),
  );

  const losers = race.filter((outcome) => outcome.status === 'rejected');
  expect(losers.length).toBe(1);
  expect(losers[0]!.reason).toMatchObject({
    code: 'CONFLICT',
    message:
      'Another person moved TKT-001 at the same moment: it is in_progress now, at version 2. Nothing was changed.',
    hint: 'From in_progress it can go to resolved.',
  });
  expect((await historyOf(table.db, 'TKT-001')).length).toBe(2);
  expect((await countTickets(table.db)).in_progress).toBe(1);
});

test('a stranger gets the same answer for a ticket that is there as for one that is not', async () => {
  await using table = await startTable();
  await createTestTicket(table.db, { assigned_to: 'bob' });
  await using empty = await startTable();

  const hidden = await transitionTicket(table.db, 'TKT-001', { status: 'in_progress' }, by(mallory)).catch(
    (error) => error,
  );
  const missing = await transitionTicket(empty.db, 'TKT-001', { status: 'in_progress' }, by(mallory)).catch(
    (error) => error,
  );

  expect(hidden).toMatchObject({ code: 'NOT_FOUND' });
  expect({ ...hidden, message: hidden.message }).toEqual({ ...missing, message: missing.message });
  expect((await findTicket(table.db, 'TKT-001', alice))?.status).toBe('open');
});

test('tries again while other transactions are in the way, then gives up as UNAVAILABLE', async () => {
  await using table = await startTable();
  await createTestTicket(table.db);
  let conflicts = 0;
  await using proxy = await startProxy(table.endpoint, async ({ operation }, forward) =>
    operation === 'TransactWriteItems' && ++conflicts !== 2 ? conflictOf(6) : forward(),
  );
  const db = openTable(proxy.endpoint, table.tableName);

  const moved = await transitionTicket(db, 'TKT-001', { status: 'in_progress' }, by(alice));
  const stuck = transitionTicket(db, 'TKT-001', { status: 'resolved' }, by(alice));

  expect(moved.version).toBe(2);
  await expect(stuck).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

test('needs two DynamoDB requests', async () => {
  await using table = await startTable();
  await createTestTicket(table.db);
  await using proxy = await startProxy(table.endpoint);

  await transitionTicket(
    openTable(proxy.endpoint, table.tableName),
    'TKT-001',
    { status: 'in_progress' },
    by(alice),
  );

  expect(proxy.operations).toEqual(['GetItem', 'TransactWriteItems']);
});

async function ticketIn(table: TestTable, status: Status): Promise<void> {
  await createTestTicket(table.db);
  for (const step of wayTo[status]) await transitionTicket(table.db, 'TKT-001', { status: step }, by(alice));
}
