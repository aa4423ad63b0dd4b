import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, clientVersions } from '../support/clients.ts';
import { startTestServer, type TestServer } from '../support/operations.ts';
import { type ResourceReader, startResourceReader } from '../support/resources.ts';

let operations: TestServer;
let reader: ResourceReader;
beforeAll(async () => {
  operations = await startTestServer();
  reader = await startResourceReader(operations);
});
afterAll(async () => {
  await reader[Symbol.asyncDispose]();
  await operations[Symbol.asyncDispose]();
});

const tokenOf = (subject: string, scope = 'read') => operations.token({ subject, scope });

test.each(clientVersions)('the client %s reads a ticket with its history', async (kind) => {
  const client = await operations.connect(kind);
  const { contents } = (await client.readResource({ uri: 'ticket://TKT-003' })) as {
    contents: { uri: string; mimeType: string; text: string }[];
  };

  expect(contents[0]).toMatchObject({ uri: 'ticket://TKT-003', mimeType: 'application/json' });
  expect(JSON.parse(contents[0]!.text)).toMatchObject({
    ticket_id: 'TKT-003',
    body: expect.stringContaining('Paper jam'),
    history: [{ from: null, to: 'open' }],
  });
});

test('a move is in the history of the very next read', async () => {
  const client = await operations.connect('v1');
  const move = { ticket_id: 'TKT-005', status: 'in_progress', note: '모니터를 챙겼습니다' };
  await call(client, 'update_ticket_status', move);

  const ticket = JSON.parse((await reader.read('ticket://TKT-005')).text);

  expect(ticket).toMatchObject({ status: 'in_progress', version: 2 });
  expect(ticket.history.at(-1)).toMatchObject({ from: 'open', to: 'in_progress', note: move.note });
});

test.each([
  ['who filed it', 'alice', 'read'],
  ['who it is assigned to', 'bob', 'read'],
  ['an admin', 'root', 'read admin'],
])('a ticket is there for %s', async (_, subject, scope) => {
  const token = await tokenOf(subject, scope);

  expect((await reader.read('ticket://TKT-003', { token })).text).toContain('"TKT-003"');
});

test('for a stranger it is as absent as one that never was', async () => {
  const token = await tokenOf('mallory', 'read write');

  const hidden = await reader.refused('ticket://TKT-003', { token });
  const missing = await reader.refused('ticket://TKT-999', { token });

  expect(hidden.error).toEqual({
    code: -32602,
    message: 'There is no resource "ticket://TKT-003".',
    data: { uri: 'ticket://TKT-003' },
  });
  expect(JSON.stringify(missing).replaceAll('TKT-999', 'TKT-003')).toBe(JSON.stringify(hidden));
});

test('an id of the right form is looked up', async () => {
  expect((await reader.refused('ticket://TKT-999')).lookUps).toContain('Query');
});

test.each([
  'ticket://',
  'ticket://tkt%2F001',
  'ticket://TKT-1',
  'ticket://TKT-0001',
  'ticket://TKT-001\n',
  'ticket://TKT-001%0A',
  'ticket://TKT-001#HISTORY',
  'ticket://TKT-００１',
  'ticket://../TKT-001',
  `ticket://TKT-${'1'.repeat(5_000)}`,
])('%j is refused before anything is looked up', async (uri) => {
  expect(await reader.refused(uri)).toMatchObject({ error: { code: -32602 }, lookUps: [] });
});
