import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Status, statuses, transitions } from '../../lambda/tickets/ticket.ts';
import { call, callForError, clientVersions, type TestClient } from '../support/clients.ts';
import { startTestServer, type TestServer } from '../support/operations.ts';

let operations: TestServer;
let client: TestClient;
beforeAll(async () => {
  operations = await startTestServer();
  client = await operations.connect('v2 2026-07-28', { subject: 'dana', scope: 'read write' });
});
afterAll(() => operations[Symbol.asyncDispose]());

interface Moved {
  readonly ticket: { readonly status: Status; readonly version: number };
}

const move = (args: object, by = client): Promise<Moved> => call(by, 'update_ticket_status', { ...args });
const refusalOf = (args: object, by = client) => callForError(by, 'update_ticket_status', { ...args });

let count = 0;
/** A new ticket of dana's, moved to the status. */
async function ticketIn(status: Status, assigned_to?: string): Promise<string> {
  count += 1;
  const draft = {
    title: `Lamp ${count} flickers`,
    body: 'It does so all day long.',
    assigned_to,
    confirm: true,
  };
  const { ticket } = (await call(client, 'create_ticket', draft)) as { ticket: { ticket_id: string } };
  for (const next of wayTo[status]) await move({ ticket_id: ticket.ticket_id, status: next });
  return ticket.ticket_id;
}

const wayTo: Record<Status, readonly Status[]> = {
  open: [],
  in_progress: ['in_progress'],
  resolved: ['in_progress', 'resolved'],
  closed: ['in_progress', 'resolved', 'closed'],
};

async function readTicket(ticket_id: string): Promise<{ ticket: object; history: readonly object[] }> {
  return call(client, 'get_ticket', { ticket_id });
}

const pairs = statuses.flatMap((from) => statuses.map((to) => [from, to] as const));

test.each(pairs.filter(([from, to]) => transitions[from].includes(to)))(
  'a ticket moves from %s to %s, and its history tells who and when',
  async (from, to) => {
    const ticket_id = await ticketIn(from);
    const version = wayTo[from].length + 2;

    expect(await move({ ticket_id, status: to, note: 'As agreed\n\twith jun' })).toMatchObject({
      ticket: { ticket_id, status: to, version },
    });
    const { ticket, history } = await readTicket(ticket_id);
    expect(ticket).toMatchObject({ status: to, version });
    expect(history.at(-1)).toEqual({
      version,
      from,
      to,
      by: 'dana',
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      note: 'As agreed\n\twith jun',
    });
  },
);

test.each(pairs.filter(([from, to]) => !transitions[from].includes(to)))(
  'from %s to %s is a conflict that names the moves there are, and nothing changes',
  async (from, to) => {
    const ticket_id = await ticketIn(from);
    const before = await readTicket(ticket_id);
    const ways = transitions[from].join(' or ');

    expect(await refusalOf({ ticket_id, status: to })).toEqual({
      code: 'CONFLICT',
      message: `${ticket_id} is ${from} and cannot go to ${to}. Nothing was changed.`,
      hint: ways
        ? `From ${from} it can go to ${ways}.`
        : 'A closed ticket cannot be moved any more; file a new one with create_ticket.',
    });
    expect(await readTicket(ticket_id)).toEqual(before);
  },
);

test('the moves are those of the specification', () => {
  expect(transitions).toEqual({
    open: ['in_progress'],
    in_progress: ['resolved'],
    resolved: ['closed', 'in_progress'],
    closed: [],
  });
});

test.each(clientVersions)(
  'the client %s moves a ticket, whatever the case of id and status',
  async (kind) => {
    const ticket_id = await ticketIn('open');
    const by = await operations.connect(kind, { subject: 'dana', scope: 'read write' });

    expect(
      await move({ ticket_id: ` ${ticket_id.toLowerCase()} `, status: ' In_Progress ' }, by),
    ).toMatchObject({
      ticket: { status: 'in_progress', version: 2 },
    });
  },
);

describe('expected_version', () => {
  test('lets the move through when it is the current one', async () => {
    const ticket_id = await ticketIn('in_progress');

    expect(await move({ ticket_id, status: 'resolved', expected_version: 2 })).toMatchObject({
      ticket: { version: 3 },
    });
  });

  test.each([1, 3])('of %i is a conflict for a ticket at version 2', async (expected_version) => {
    const ticket_id = await ticketIn('in_progress');

    expect(await refusalOf({ ticket_id, status: 'resolved', expected_version })).toEqual({
      code: 'CONFLICT',
      message: `${ticket_id} is at version 2 (in_progress), not at version ${expected_version}. Nothing was changed.`,
      hint: 'Call get_ticket to see what has changed, then decide again.',
    });
  });
});

test('of ten who move it at once one wins', async () => {
  const ticket_id = await ticketIn('open');
  const request = { name: 'update_ticket_status', arguments: { ticket_id, status: 'in_progress' } };

  const answers = (await Promise.all(Array.from({ length: 10 }, () => client.callTool(request)))) as {
    isError?: boolean;
  }[];

  expect(answers.filter(({ isError }) => !isError)).toHaveLength(1);
  expect((await readTicket(ticket_id)).history).toHaveLength(2);
});

describe('a note', () => {
  test('of 2000 emoji is kept whole', async () => {
    const ticket_id = await ticketIn('open');
    const note = '🔧'.repeat(2_000);
    await move({ ticket_id, status: 'in_progress', note });

    expect((await readTicket(ticket_id)).history.at(-1)).toMatchObject({ note });
  });

  test.each(['', ' \n '])('that is blank (%j) is none', async (note) => {
    const ticket_id = await ticketIn('open');
    await move({ ticket_id, status: 'in_progress', note });

    expect((await readTicket(ticket_id)).history.at(-1)).not.toHaveProperty('note');
  });

  test('of 2001 characters is refused, and the ticket stays', async () => {
    const ticket_id = await ticketIn('open');

    expect(await refusalOf({ ticket_id, status: 'in_progress', note: 'n'.repeat(2_001) })).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: 'note: must be text of up to 2000 characters, and has 2001.',
    });
    expect((await readTicket(ticket_id)).history).toHaveLength(1);
  });
});

describe('who may', () => {
  test.each([
    ['the assignee', 'jun', 'read write'],
    ['an admin', 'root', 'read write admin'],
  ])('%s moves it', async (_, subject, scope) => {
    const ticket_id = await ticketIn('open', 'jun');
    const by = await operations.connect('v2 2026-07-28', { subject, scope });

    await move({ ticket_id, status: 'in_progress' }, by);

    expect((await readTicket(ticket_id)).history.at(-1)).toMatchObject({ by: subject });
  });

  test('a stranger reads what they would read of no ticket, even for an illegal move', async () => {
    const ticket_id = await ticketIn('open', 'jun');
    const stranger = await operations.connect('v1', { subject: 'mallory', scope: 'read write' });
    const refusal = {
      code: 'NOT_FOUND',
      message: `There is no ticket "${ticket_id}".`,
      hint: 'Call list_tickets to see the tickets there are.',
    };

    expect(await refusalOf({ ticket_id, status: 'in_progress' }, stranger)).toEqual(refusal);
    expect(await refusalOf({ ticket_id, status: 'closed', expected_version: 9 }, stranger)).toEqual(refusal);
    expect(await refusalOf({ ticket_id: 'TKT-999', status: 'closed' }, stranger)).toEqual({
      ...refusal,
      message: 'There is no ticket "TKT-999".',
    });
  });

  test('an admin without the write scope does not', async () => {
    const ticket_id = await ticketIn('open');
    const reader = await operations.connect('v1', { subject: 'root', scope: 'read admin' });

    expect(await refusalOf({ ticket_id, status: 'in_progress' }, reader)).toMatchObject({
      code: 'PERMISSION_DENIED',
    });
  });
});

const good = { ticket_id: 'TKT-001', status: 'resolved' };
const status = 'must be one of open, in_progress, resolved, closed';

test.each([
  [{ status: 'resolved' }, 'ticket_id: is missing; it must be the id of a ticket, such as "TKT-001"'],
  [{ ticket_id: 'TKT-001' }, `status: is missing; it ${status}`],
  [{ ...good, status: 'done' }, `status: ${status}`],
  [{ ...good, status: 4 }, `status: ${status}`],
  [{ ...good, note: [] }, 'note: must be text of up to 2000 characters'],
  [{ ...good, expected_version: 0 }, 'expected_version: must be a whole number from 1 to 1000000'],
  [{ ...good, expected_version: 'one' }, 'expected_version: must be a whole number from 1 to 1000000'],
  [{ ...good, expected_version: 1.5 }, 'expected_version: must be a whole number from 1 to 1000000'],
  [{ ...good, priority: 'high' }, 'unknown argument "priority"'],
])('refuses %o and says which field and what is allowed', async (args, message) => {
  expect(await refusalOf(args)).toEqual({
    code: 'INVALID_ARGUMENT',
    message: `${message}.`,
    hint: 'The arguments are: ticket_id, status, note, expected_version.',
  });
});
