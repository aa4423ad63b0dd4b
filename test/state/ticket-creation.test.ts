import { expect, test } from 'vitest';
import { StoreUnavailable } from '../../lambda/dynamodb/errors.ts';
import { keys } from '../../lambda/dynamodb/table-schema.ts';

import { countTickets } from '../../lambda/tickets/count-tickets.ts';
import { findTicket } from '../../lambda/tickets/find-ticket.ts';
import { createTicket } from '../../lambda/tickets/ticket-creation.ts';
import { conflictOf, startProxy } from '../support/dynamodb-proxy.ts';
import { startTicketCreator } from '../support/start-ticket-creator.ts';
import { openTable, startTable } from '../support/table.ts';
import { alice, bob, callerNamed, draftOf, historyOf } from '../support/tickets.ts';

const noon = new Date('2026-11-22T12:00:00Z');
const by = { caller: alice, requestId: 'request-1', now: noon };
const hours = (count: number) => new Date(noon.getTime() + count * 3_600_000);

test('a new ticket is open, belongs to its creator and starts its history', async () => {
  await using table = await startTable();

  const created = await createTicket(table.db, draftOf({ assigned_to: 'bob' }), by);

  expect(created).toEqual({
    status: 'created',
    ticket: {
      ticket_id: 'TKT-001',
      ...draftOf({ assigned_to: 'bob' }),
      status: 'open',
      created_by: 'alice',
      created_at: '2026-11-22T12:00:00.000Z',
      updated_at: '2026-11-22T12:00:00.000Z',
      version: 1,
    },
  });
  expect(await findTicket(table.db, 'TKT-001', alice)).toEqual(created.ticket);
  expect(await historyOf(table.db, 'TKT-001')).toEqual([
    { version: 1, from: null, to: 'open', by: 'alice', at: '2026-11-22T12:00:00.000Z' },
  ]);
  expect(await countTickets(table.db)).toEqual({ open: 1, in_progress: 0, resolved: 0, closed: 0 });
});

test('the audit record says who filed what and when, and holds of their words only the title', async () => {
  await using table = await startTable();

  await createTicket(table.db, draftOf(), by);

  const record = await table.db.get(keys.ticketAudit('TKT-001', 1));
  expect(record).toEqual({
    ...keys.ticketAudit('TKT-001', 1),
    title: 'The printer is on fire',
    priority: 'high',
    assigned_to: null,
    time: '2026-11-22T12:00:00.000Z',
    request_id: 'request-1',
    subject: 'alice',
    client_id: 'a-client',
    caller_id: 'issuer-alice',
    action: 'create_ticket',
    ticket_id: 'TKT-001',
    version: 1,
    from: null,
    to: 'open',
    outcome: 'ok',
  });
});

test('two hundred different tickets at the same moment get two hundred ids', async () => {
  await using table = await startTable();

  // A busy machine may not get its connections in time; the same request again files the same ticket.
  const file = (at: number): ReturnType<typeof createTicket> =>
    createTicket(table.db, draftOf({ title: `Printer ${at} burns` }), by).catch((error: unknown) => {
      if (error instanceof StoreUnavailable) return file(at);
      throw error;
    });

  const created = await Promise.all(Array.from({ length: 200 }, (_, at) => file(at)));

  const ids = new Set(created.map(({ ticket }) => ticket.ticket_id));
  expect(ids.size).toBe(200);
  expect((await countTickets(table.db)).open).toBe(200);
});

test('one after the other, tickets take their numbers in their own transactions', async () => {
  await using table = await startTable();
  await using proxy = await startProxy(table.endpoint);
  const db = openTable(proxy.endpoint, table.tableName);

  for (const title of ['The first printer', 'The second printer', 'The third printer']) {
    await createTicket(db, draftOf({ title }), by);
  }

  expect(new Set(proxy.operations)).toEqual(new Set(['GetItem', 'TransactWriteItems']));
  expect(await table.db.get(keys.ticketCounter())).toMatchObject({ number: 3 });
});

test('for a second after two have met at the counter, numbers are drawn before the transaction', async () => {
  await using table = await startTable();
  let isTaken = false;
  await using proxy = await startProxy(table.endpoint, async ({ operation }, forward) => {
    if (operation === 'TransactWriteItems' && !isTaken) {
      isTaken = true;
      await createTicket(table.db, draftOf({ title: 'In between' }), by);
    }
    return forward();
  });
  const db = openTable(proxy.endpoint, table.tableName);

  const met = await createTicket(db, draftOf({ title: 'Meets it' }), by);
  const after = await createTicket(db, draftOf({ title: 'Comes later' }), by);

  expect([met.ticket.ticket_id, after.ticket.ticket_id]).toEqual(['TKT-002', 'TKT-003']);
  const count = (name: string) => proxy.operations.filter((operation) => operation === name).length;
  expect({ draws: count('UpdateItem'), transactions: count('TransactWriteItems') }).toEqual({
    draws: 2,
    transactions: 3,
  });

  // Long ago, or by a clock that was ahead.
  for (const minutes of [-1, 9 * 60]) {
    const counter = await table.db.get(keys.ticketCounter());
    await table.fill([{ ...keys.ticketCounter(), ...counter, contended_at: Date.now() + minutes * 60_000 }]);
    await createTicket(db, draftOf({ title: `Not at that time: ${minutes}` }), by);
  }
  expect(count('UpdateItem')).toBe(2);
});

test('a draw that meets a transaction is tried again', async () => {
  await using table = await startTable();
  await table.fill([{ ...keys.ticketCounter(), number: 7, contended_at: Date.now() + 60_000 }]);
  let refusals = 0;
  await using proxy = await startProxy(table.endpoint, async ({ operation }, forward) =>
    operation === 'UpdateItem' && ++refusals <= 2
      ? { status: 400, body: '{"__type":"com.amazonaws.dynamodb.v20120810#TransactionConflictException"}' }
      : forward(),
  );

  const { ticket } = await createTicket(openTable(proxy.endpoint, table.tableName), draftOf(), by);

  expect(ticket.ticket_id).toBe('TKT-008');
  expect(refusals).toBe(3);
});

test('ids grow past three digits', async () => {
  await using table = await startTable();
  await table.fill([{ ...keys.ticketCounter(), number: 999 }]);

  const { ticket } = await createTicket(table.db, draftOf(), by);

  expect(ticket.ticket_id).toBe('TKT-1000');
  expect(await findTicket(table.db, 'TKT-1000', alice)).toEqual(ticket);
});

test('twenty equal requests in two processes leave one ticket and one audit record', async () => {
  await using table = await startTable();
  const creators = await Promise.all([
    startTicketCreator(table.endpoint, table.tableName, 10),
    startTicketCreator(table.endpoint, table.tableName, 10),
  ]);

  const results = (await Promise.all(creators.map((creator) => creator.create()))).flat();

  const created = results.filter(({ status }) => status === 'created');
  const items = await table.scan();
  expect(results.length).toBe(20);
  expect(created.length).toBe(1);
  expect(results.filter(({ status }) => status === 'duplicate').length).toBe(19);
  for (const { ticket } of results) expect(ticket).toEqual(created[0]!.ticket);
  expect(items.filter(({ pk }) => String(pk).startsWith('TICKET#')).length).toBe(3); // it, its history, its audit
  expect(items.filter(({ sk }) => String(sk).startsWith('AUDIT#')).length).toBe(1);
  expect((await countTickets(table.db)).open).toBe(1);
});

test('a repeated request gets the first ticket as it is now, and uses up no number', async () => {
  await using table = await startTable();
  const first = await createTicket(table.db, draftOf(), by);

  const again = await createTicket(table.db, draftOf(), { ...by, requestId: 'request-2', now: hours(1) });
  const other = await createTicket(table.db, draftOf({ title: 'Another printer' }), by);

  expect(again).toEqual({ status: 'duplicate', ticket: first.ticket });
  expect(other.ticket.ticket_id).toBe('TKT-002');
});

test.each([
  ['title', { title: 'Another printer is on fire' }],
  ['body', { body: 'Flames come out of tray two.' }],
  ['priority', { priority: 'low' }],
  ['assignee', { assigned_to: 'bob' }],
] as const)('refuses an idempotency key that stands for a ticket with another %s', async (_, other) => {
  await using table = await startTable();
  await createTicket(table.db, draftOf(), { ...by, idempotencyKey: 'my-key' });

  const again = createTicket(table.db, draftOf(other), { ...by, idempotencyKey: 'my-key' });

  await expect(again).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('TKT-001'),
    hint: expect.stringContaining('new idempotency_key'),
  });
  expect((await countTickets(table.db)).open).toBe(1);
});

test('the same words for another assignee are a conflict until they get a key of their own', async () => {
  await using table = await startTable();
  await createTicket(table.db, draftOf(), by);

  const again = createTicket(table.db, draftOf({ assigned_to: 'bob' }), by);
  await expect(again).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('TKT-001'),
  });
  const keyed = await createTicket(table.db, draftOf({ assigned_to: 'bob' }), {
    ...by,
    idempotencyKey: 'second',
  });

  expect(keyed).toMatchObject({ status: 'created', ticket: { assigned_to: 'bob' } });
});

test('keys and words belong to one caller, even to one of the same name at another issuer', async () => {
  await using table = await startTable();
  const namesake = { ...alice, id: 'other-issuer-alice' };
  const creations = [by, { ...by, caller: bob }, { ...by, caller: namesake }];

  const byWords = await Promise.all(creations.map((one) => createTicket(table.db, draftOf(), one)));
  const byKey = await Promise.all(
    creations.map((one) => createTicket(table.db, draftOf(), { ...one, idempotencyKey: 'k' })),
  );

  expect([...byWords, ...byKey].map(({ status }) => status)).toEqual(Array(6).fill('created'));
});

test("a client's key cannot name the record of a request that had none", async () => {
  await using table = await startTable();
  await createTicket(table.db, draftOf(), by);
  const record = (await table.scan()).find(({ pk }) => String(pk).startsWith('IDEMPOTENCY#'))!;

  const guessed = await createTicket(table.db, draftOf(), { ...by, idempotencyKey: String(record.sk) });

  expect(guessed).toMatchObject({ status: 'created', ticket: { ticket_id: 'TKT-002' } });
});

test.each([undefined, 'my-key'])(
  'a request is new again after 24 hours, although its record (key %s) is still there',
  async (key) => {
    await using table = await startTable();
    const keyed = { ...by, ...(key && { idempotencyKey: key }) };
    await createTicket(table.db, draftOf(), keyed);

    const before = await createTicket(table.db, draftOf(), {
      ...keyed,
      now: new Date(hours(24).getTime() - 1000),
    });
    const after = await createTicket(table.db, draftOf(), { ...keyed, now: hours(24) });
    const repeated = await createTicket(table.db, draftOf(), { ...keyed, now: hours(47) });

    expect(before).toMatchObject({ status: 'duplicate', ticket: { ticket_id: 'TKT-001' } });
    expect(after).toMatchObject({ status: 'created', ticket: { ticket_id: 'TKT-002' } });
    expect(repeated).toMatchObject({ status: 'duplicate', ticket: { ticket_id: 'TKT-002' } });
  },
);

test('a confirmation can be spent once, and a caller who spends it again is told what it created', async () => {
  await using table = await startTable();
  const confirmed = { ...by, confirmationId: 'yes-1' };
  await createTicket(table.db, draftOf(), confirmed);

  const again = createTicket(table.db, draftOf(), confirmed);
  await expect(again).rejects.toMatchObject({
    code: 'CONFLICT',
    message: 'This confirmation was already used: it created TKT-001. Nothing was written now.',
  });
  const elsewhere = createTicket(table.db, draftOf({ title: 'Something else' }), confirmed);
  await expect(elsewhere).rejects.toMatchObject({
    code: 'CONFLICT',
    message: 'This confirmation was already used. Nothing was written now.',
  });

  expect((await countTickets(table.db)).open).toBe(1);
});

test('of ten uses of a confirmation at the same moment one creates', async () => {
  await using table = await startTable();

  const uses = await Promise.allSettled(
    Array.from({ length: 10 }, () => createTicket(table.db, draftOf(), { ...by, confirmationId: 'yes-1' })),
  );

  const refused = uses.filter((use) => use.status === 'rejected');
  expect(refused.length).toBe(9);
  for (const { reason } of refused)
    expect(reason).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/it created TKT-0/),
    });
  expect((await countTickets(table.db)).open).toBe(1);
});

test('a second confirmation of the same request gets the ticket of the first', async () => {
  await using table = await startTable();
  const first = await createTicket(table.db, draftOf(), { ...by, confirmationId: 'yes-1' });

  const second = await createTicket(table.db, draftOf(), { ...by, confirmationId: 'yes-2' });

  expect(second).toEqual({ status: 'duplicate', ticket: first.ticket });
});

test('a spent confirmation is kept for a quarter of an hour', async () => {
  await using table = await startTable();

  await createTicket(table.db, draftOf(), { ...by, confirmationId: 'yes-1' });

  const spent = await table.db.get(keys.confirmation('yes-1'));
  expect(spent).toEqual({ ...keys.confirmation('yes-1'), expires_at: noon.getTime() / 1000 + 900 });
});

test('never writes over a ticket whose number was taken past the counter', async () => {
  await using table = await startTable();
  await table.fill([{ ...keys.ticket('TKT-001'), title: 'Written by an import at the same moment' }]);

  const { ticket } = await createTicket(table.db, draftOf(), by);

  expect(ticket.ticket_id).toBe('TKT-002');
  expect(await table.db.get(keys.ticket('TKT-001'))).toMatchObject({
    title: 'Written by an import at the same moment',
  });
});

test('tries again while other transactions are in the way', async () => {
  await using table = await startTable();
  let conflicts = 0;
  await using proxy = await startProxy(table.endpoint, async ({ operation }, forward) =>
    operation === 'TransactWriteItems' && ++conflicts <= 2 ? conflictOf(7) : forward(),
  );

  const { status } = await createTicket(openTable(proxy.endpoint, table.tableName), draftOf(), by);

  expect(status).toBe('created');
  expect(proxy.operations.filter((operation) => operation === 'TransactWriteItems').length).toBe(3);
});

test('gives up as UNAVAILABLE when other transactions stay in the way', async () => {
  await using table = await startTable();
  await using proxy = await startProxy(table.endpoint, async ({ operation }, forward) =>
    operation === 'TransactWriteItems' ? conflictOf(7) : forward(),
  );

  const creation = createTicket(openTable(proxy.endpoint, table.tableName), draftOf(), by);

  await expect(creation).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: expect.stringContaining('nothing was written'),
  });
  expect(proxy.operations.filter((operation) => operation === 'TransactWriteItems').length).toBe(5);
});

test('needs two round trips to DynamoDB for a new ticket and two for a repeated one', async () => {
  await using table = await startTable();
  await using proxy = await startProxy(table.endpoint);
  const db = openTable(proxy.endpoint, table.tableName);

  await createTicket(db, draftOf(), by);
  await createTicket(db, draftOf(), by);

  const counts = Map.groupBy(proxy.operations, (operation) => operation);
  expect(Object.fromEntries([...counts].map(([name, requests]) => [name, requests.length]))).toEqual({
    GetItem: 5, // the record and the counter, twice; the ticket
    TransactWriteItems: 1,
  });
});

test('says so when a request is on record whose ticket is gone', async () => {
  await using table = await startTable();
  await createTicket(table.db, draftOf(), by);
  const record = (await table.scan()).find(({ pk }) => String(pk).startsWith('IDEMPOTENCY#'))!;
  await table.fill([{ ...record, ticket_id: 'TKT-777' }]);

  const again = createTicket(table.db, draftOf(), by);

  await expect(again).rejects.toThrow('TKT-777 is on record as created, but is not there.');
});

test('subjects of any shape file tickets', async () => {
  await using table = await startTable();
  const subjects = ['*', 'ALL', 'a#b', 'open#ALL', '김영희', 'x'.repeat(255)];

  for (const subject of subjects) {
    const { ticket } = await createTicket(table.db, draftOf(), { ...by, caller: callerNamed(subject) });
    expect(ticket.created_by).toBe(subject);
  }
});
