import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, callForError, clientVersions } from '../support/clients.ts';
import { startTestServer, type TestServer } from '../support/operations.ts';

let operations: TestServer;
beforeAll(async () => {
  operations = await startTestServer();
});
afterAll(() => operations[Symbol.asyncDispose]());

const as = (subject: string, scope = 'read') => operations.connect('v2 2026-07-28', { subject, scope });

test.each(clientVersions)('gives the client %s the ticket with its history, oldest first', async (kind) => {
  const client = await operations.connect(kind);

  expect(await call(client, 'get_ticket', { ticket_id: 'TKT-003' })).toEqual({
    ticket: {
      ticket_id: 'TKT-003',
      title: '부산 프린터 용지 걸림 (Epson EcoTank L15150)',
      body: expect.stringContaining('Paper jam'),
      priority: 'medium',
      status: 'open',
      created_by: 'alice',
      assigned_to: 'bob',
      created_at: '2026-11-18T01:10:00.000Z',
      updated_at: '2026-11-18T01:34:00.000Z',
      version: 1,
    },
    history: [expect.objectContaining({ version: 1, from: null, to: 'open' })],
  });
});

test.each([' tkt-003 ', 'Tkt-003', 'TKT-003\n'])('takes the id written as %j', async (ticket_id) => {
  expect(await call(await as('alice'), 'get_ticket', { ticket_id })).toMatchObject({
    ticket: { ticket_id: 'TKT-003' },
  });
});

describe('a ticket is seen by', () => {
  test.each([
    ['who filed it', 'alice', 'read'],
    ['who it is assigned to', 'bob', 'read'],
    ['an admin', 'root', 'read admin'],
  ])('%s', async (_, subject, scope) => {
    expect(await call(await as(subject, scope), 'get_ticket', { ticket_id: 'TKT-003' })).toMatchObject({
      ticket: { ticket_id: 'TKT-003' },
    });
  });

  test('no other caller: the answer is that for a ticket that there is not', async () => {
    const stranger = await as('mallory', 'read write');
    const hidden = await callForError(stranger, 'get_ticket', { ticket_id: 'TKT-003' });
    const missing = await callForError(stranger, 'get_ticket', { ticket_id: 'TKT-999' });

    expect(hidden).toEqual({
      code: 'NOT_FOUND',
      message: 'There is no ticket "TKT-003".',
      hint: 'Call list_tickets to see the tickets there are.',
    });
    expect(hidden).toEqual(JSON.parse(JSON.stringify(missing).replace('TKT-999', 'TKT-003')));
  });

  test('no caller by a name that only looks like theirs', async () => {
    for (const subject of ['Alice', 'alice ', 'alice#', 'USER#alice', '*']) {
      expect(await callForError(await as(subject), 'get_ticket', { ticket_id: 'TKT-003' })).toMatchObject({
        code: 'NOT_FOUND',
      });
    }
  });
});

const rule = 'the id of a ticket, such as "TKT-001"';

test.each([
  [{}, `ticket_id: is missing; it must be ${rule}`],
  [{ ticket_id: 3 }, `ticket_id: must be ${rule}`],
  [{ ticket_id: '' }, `ticket_id: must be ${rule}`],
  [{ ticket_id: 'TKT-1' }, `ticket_id: must be ${rule}`],
  [{ ticket_id: 'TKT-0001' }, `ticket_id: must be ${rule}`],
  [{ ticket_id: 'TKT-001#HISTORY' }, `ticket_id: must be ${rule}`],
  [{ ticket_id: 'TKT-００１' }, `ticket_id: must be ${rule}`],
  [{ ticket_id: `TKT-${'9'.repeat(1_000)}` }, `ticket_id: must be ${rule}`],
  [{ ticket_id: 'TKT-001', verbose: true }, 'unknown argument "verbose"'],
])('refuses %o and says which field and what is allowed', async (args, message) => {
  expect(await callForError(await as('alice'), 'get_ticket', args)).toEqual({
    code: 'INVALID_ARGUMENT',
    message: `${message}.`,
    hint: 'The arguments are: ticket_id.',
  });
});
