import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Caller } from '../../lambda/auth/caller.ts';
import { transitionTicket } from '../../lambda/tickets/status-transitions.ts';
import type { Priority, Status } from '../../lambda/tickets/ticket.ts';
import { createTicket } from '../../lambda/tickets/ticket-creation.ts';
import { startApp, type TestApp, withoutLimits } from '../support/app.ts';
import { call, callForError, clientVersions, type TestClient } from '../support/clients.ts';
import { startTestServer, type TestServer } from '../support/operations.ts';
import { admin, callerNamed, draftOf } from '../support/tickets.ts';

interface Report {
  readonly by_status: Record<Status, number>;
  readonly unfinished: number;
  readonly overdue: number;
  readonly by_priority: readonly object[];
  readonly by_assignee: readonly object[];
  readonly overdue_tickets: readonly { ticket_id: string; due_at: string }[];
  readonly per_day: readonly { date: string; created: number; resolved: number; closed: number }[];
  readonly complete: boolean;
}

const hourMs = 3_600_000;
const ago = (hours: number) => new Date(Date.now() - hours * hourMs);

async function file(
  app: Pick<TestApp, 'services'>,
  hoursAgo: number,
  priority: Priority,
  assigned_to: string | null,
  moves: readonly (readonly [Status, hoursAgo: number])[] = [],
): Promise<string> {
  const { db } = app.services;
  const draft = draftOf({ title: `${priority} since ${hoursAgo} hours`, priority, assigned_to });
  const by = (hours: number, caller: Caller = admin) => ({ caller, requestId: 'r', now: ago(hours) });
  const { ticket } = await createTicket(db, draft, by(hoursAgo, callerNamed('alice')));
  for (const [status, at] of moves) await transitionTicket(db, ticket.ticket_id, { status }, by(at));
  return ticket.ticket_id;
}

const reportFor = (client: TestClient): Promise<Report> => call(client, 'ticket_report', { days: 7 });

let server: TestServer;
const ids: Record<string, string> = {};
beforeAll(async () => {
  server = await startTestServer({ TICKET_DUE_HOURS: 'high:10' });
  const { db } = server.services;
  // What the sample data holds is long overdue or done; it is all moved out of the way.
  for (const [id, moves] of [
    ['TKT-001', ['resolved', 'closed']],
    ['TKT-002', ['closed']],
    ['TKT-003', ['in_progress', 'resolved', 'closed']],
    ['TKT-005', ['in_progress', 'resolved', 'closed']],
  ] as const) {
    for (const status of moves)
      await transitionTicket(db, id, { status }, { caller: admin, requestId: 'r', now: ago(24 * 200) });
  }
  ids.late = await file(server, 11, 'high', 'jun');
  ids.later = await file(server, 30, 'critical', 'jun', [['in_progress', 1]]);
  ids.inTime = await file(server, 9, 'high', 'minji');
  ids.low = await file(server, 100, 'low', null);
  ids.done = await file(server, 50, 'medium', 'jun', [
    ['in_progress', 49],
    ['resolved', 26],
  ]);
});
afterAll(() => server[Symbol.asyncDispose]());

test.each(clientVersions)(
  'counts for an administrator with the client %s what is open and overdue',
  async (kind) => {
    const report = await reportFor(await server.connect(kind));

    expect(report).toMatchObject({
      by_status: { open: 3, in_progress: 1, resolved: 1, closed: 5 },
      unfinished: 4,
      overdue: 2,
      by_priority: [
        { name: 'critical', due_hours: 4, unfinished: 1, overdue: 1 },
        { name: 'high', due_hours: 10, unfinished: 2, overdue: 1 },
        { name: 'medium', due_hours: 72, unfinished: 0, overdue: 0 },
        { name: 'low', due_hours: 168, unfinished: 1, overdue: 0 },
      ],
      by_assignee: [
        { name: 'jun', unfinished: 2, overdue: 2 },
        { name: 'minji', unfinished: 1, overdue: 0 },
        { name: null, unfinished: 1, overdue: 0 },
      ],
      complete: true,
    });
    expect(report.overdue_tickets.map(({ ticket_id }) => ticket_id)).toEqual([ids.later, ids.late]);
    expect(JSON.stringify(report)).not.toContain('Smoke comes out');
  },
);

test('counts filed, resolved and closed tickets on the days on which that happened', async () => {
  const { per_day } = await reportFor(await server.connect('v2 2026-07-28'));

  const on = (hours: number) => per_day.find(({ date }) => date === ago(hours).toISOString().slice(0, 10))!;
  const sum = (name: 'created' | 'resolved' | 'closed') => per_day.reduce((all, day) => all + day[name], 0);
  expect(per_day).toHaveLength(7);
  expect(per_day.map(({ date }) => date)).toEqual(per_day.map(({ date }) => date).toSorted());
  expect(per_day.at(-1)!.date).toBe(new Date().toISOString().slice(0, 10));
  expect(on(26).resolved).toBe(1);
  expect(on(50).created).toBeGreaterThanOrEqual(1);
  expect([sum('created'), sum('resolved'), sum('closed')]).toEqual([5, 1, 0]);
});

test('is listed for, and answers, administrators only', async () => {
  const reader = await server.connect('v2 2026-07-28', { subject: 'bob', scope: 'read write' });

  const { tools } = (await reader.listTools()) as { tools: { name: string }[] };
  expect(tools.map(({ name }) => name)).not.toContain('ticket_report');
  expect(await callForError(reader, 'ticket_report', {})).toMatchObject({ code: 'PERMISSION_DENIED' });
});

test.each([0, 91, 'all'])('refuses %o days with what it takes', async (days) => {
  const error = await callForError(await server.connect('v2 2026-07-28'), 'ticket_report', { days });

  expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', message: expect.stringContaining('1 to 90') });
});

test('counts days in the time zone of the setting', async () => {
  await using app = await startApp({ ...withoutLimits, TIME_ZONE: 'Pacific/Kiritimati' });
  await file(app, 0, 'low', null);

  const { ticketReport } = await import('../../lambda/tickets/ticket-report.ts');
  const at = (time: string) =>
    ticketReport(app.services.db, app.services.config, { now: new Date(time), days: 2 });

  expect((await at('2026-03-01T09:59:00Z')).per_day.map(({ date }) => date)).toEqual([
    '2026-02-28',
    '2026-03-01',
  ]);
  expect((await at('2026-03-01T10:01:00Z')).per_day.map(({ date }) => date)).toEqual([
    '2026-03-01',
    '2026-03-02',
  ]);
});

test('reads a bounded part of a list without end, and says so', async () => {
  await using app = await startApp(withoutLimits);
  const endless = { pk: 'LIST#ALL', sk: '000000000001' };
  let queries = 0;
  const db = {
    ...app.services.db,
    query: async ({ pk }: { pk: string }) => {
      if (pk === 'TICKET_COUNTS') return { items: [] };
      queries += 1;
      return { items: [], next: endless };
    },
  };

  const { ticketReport } = await import('../../lambda/tickets/ticket-report.ts');
  const report = await ticketReport(db, app.services.config, { now: new Date(), days: 1 });

  expect(report.complete).toBe(false);
  expect(queries).toBe(15);
});
