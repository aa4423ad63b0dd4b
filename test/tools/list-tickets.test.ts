import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, callForError, clientVersions, type TestClient } from '../support/clients.ts';
import { startTestServer, type TestServer } from '../support/operations.ts';

interface Page {
  readonly tickets: readonly { ticket_id: string; status: string; priority: string }[];
  readonly next_cursor?: string;
}

let operations: TestServer;
let admin: TestClient;
beforeAll(async () => {
  operations = await startTestServer();
  admin = await as('root', 'read admin');
});
afterAll(() => operations[Symbol.asyncDispose]());

const as = (subject: string, scope = 'read') => operations.connect('v2 2026-07-28', { subject, scope });
const list = (by: TestClient, args: object = {}): Promise<Page> => call(by, 'list_tickets', { ...args });
const idsOf = ({ tickets }: Page) => tickets.map(({ ticket_id }) => ticket_id);

test.each(clientVersions)(
  'shows an admin with the client %s every ticket, newest first, without texts',
  async (kind) => {
    const page = await list(await operations.connect(kind));

    expect(idsOf(page)).toEqual(['TKT-005', 'TKT-004', 'TKT-003', 'TKT-002', 'TKT-001']);
    expect(page.next_cursor).toBeUndefined();
    for (const ticket of page.tickets) expect(ticket).not.toHaveProperty('body');
  },
);

test.each([
  ['alice', ['TKT-003', 'TKT-001']],
  ['bob', ['TKT-005', 'TKT-003']],
  ['jun', ['TKT-004', 'TKT-002', 'TKT-001']],
  ['mallory', []],
  ['ALL', []],
])('shows %s the tickets they filed or are assigned to, and no others', async (subject, ids) => {
  expect(idsOf(await list(await as(subject)))).toEqual(ids);
});

test.each([
  [{ status: 'open' }, ['TKT-005', 'TKT-003']],
  [{ status: ' In_Progress ' }, ['TKT-001']],
  [{ status: 'CLOSED' }, ['TKT-004']],
  [{ priority: 'MEDIUM' }, ['TKT-004', 'TKT-003']],
  [{ priority: 'medium', status: 'open' }, ['TKT-003']],
  [{ assigned_to: 'jun' }, ['TKT-004', 'TKT-002', 'TKT-001']],
  [{ assigned_to: 'jun', status: 'resolved' }, ['TKT-002']],
  [{ assigned_to: 'nobody' }, []],
  [{ priority: 'low', status: 'closed' }, []],
])('filters by %o', async (filter, ids) => {
  expect(idsOf(await list(admin, filter))).toEqual(ids);
});

test('a filter shows no caller what they may not see', async () => {
  expect(idsOf(await list(await as('mallory'), { assigned_to: 'jun' }))).toEqual([]);
  expect(idsOf(await list(await as('alice'), { assigned_to: 'jun' }))).toEqual(['TKT-001']);
});

describe('pages', () => {
  test.each([
    { limit: 1 },
    { limit: 2 },
    { limit: 5 },
    { limit: 1, status: 'open' },
    { limit: 1, priority: 'medium' },
  ])('of %o visit each ticket once, and the last has no cursor', async (args) => {
    const listed: string[] = [];
    let page = await list(admin, args);
    for (;;) {
      listed.push(...idsOf(page));
      if (page.next_cursor === undefined) break;
      page = await list(admin, { ...args, cursor: page.next_cursor });
    }

    expect(listed).toEqual(idsOf(await list(admin, { ...args, limit: 100 })));
  });

  test('a ticket that is filed meanwhile moves no page', async () => {
    const writer = await as('alice', 'read write');
    const first = await list(admin, { limit: 2 });
    const draft = { title: 'Filed in between', body: 'While the list is read.', confirm: true };
    const { ticket } = (await call(writer, 'create_ticket', draft)) as { ticket: { ticket_id: string } };
    const rest = await list(admin, { cursor: first.next_cursor });

    expect([...idsOf(first), ...idsOf(rest)]).toEqual([
      'TKT-005',
      'TKT-004',
      'TKT-003',
      'TKT-002',
      'TKT-001',
    ]);
    expect(idsOf(await list(admin))).toContain(ticket.ticket_id);
  });

  test('a cursor is refused to another caller, for another filter, and when it was changed', async () => {
    const { next_cursor: cursor } = await list(admin, { limit: 1 });
    const other = await as('another-admin', 'read admin');
    const refusal = { code: 'INVALID_ARGUMENT', message: expect.stringMatching(/^cursor: /) };

    expect(await callForError(other, 'list_tickets', { cursor })).toMatchObject(refusal);
    expect(await callForError(admin, 'list_tickets', { cursor, status: 'open' })).toMatchObject(refusal);
    expect(await callForError(admin, 'list_tickets', { cursor: 'garbage' })).toMatchObject(refusal);
    expect(await callForError(admin, 'list_tickets', { cursor: '000000000001' })).toMatchObject(refusal);
  });

  test('a cursor from a time as admin shows no more than the token that uses it may see', async () => {
    const { next_cursor: cursor } = await list(await as('bob', 'read admin'), { limit: 1 });

    expect(idsOf(await list(await as('bob'), { cursor }))).toEqual(['TKT-005', 'TKT-003']);
  });
});

const rules = {
  status: 'status: must be one of open, in_progress, resolved, closed',
  priority: 'priority: must be one of low, medium, high, critical',
  assignee: 'assigned_to: must be text of 1 to 100 characters',
  limit: 'limit: must be a whole number from 1 to 100',
};

test.each([
  [{ status: 'done' }, rules.status],
  [{ status: ['open'] }, rules.status],
  [{ priority: 'p1' }, rules.priority],
  [{ assigned_to: {} }, rules.assignee],
  [{ limit: 101 }, rules.limit],
  [{ limit: 0 }, rules.limit],
  [{ limit: 'ten' }, rules.limit],
  [{ created_by: 'alice' }, 'unknown argument "created_by"'],
])('refuses %o and says which field and what is allowed', async (args, message) => {
  expect(await callForError(admin, 'list_tickets', args)).toEqual({
    code: 'INVALID_ARGUMENT',
    message: `${message}.`,
    hint: 'The arguments are: status, priority, assigned_to, limit, cursor.',
  });
});
