import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { post } from '../support/clients.ts';
import { type FaultyTable, startFaultyTable } from '../support/faulty-table.ts';
import { type RunningServer, startServer } from '../support/server.ts';
import { startTable, type TestTable } from '../support/table.ts';

let table: TestTable;
let faulty: FaultyTable;
let server: RunningServer;
let token: string;

beforeAll(async () => {
  table = await startTable();
  faulty = await startFaultyTable(table.endpoint, 1);
  server = await startServer({
    DYNAMODB_ENDPOINT: faulty.endpoint,
    TABLE_NAME: table.tableName,
    DYNAMODB_TIMEOUT_MS: '1500',
  });
  token = await server.token({ scope: 'read write admin' });
  // What is read once is in memory.
  await call('tools/call', { name: 'lookup_inventory', arguments: { query: 'laptop' } });
  await call('tools/call', { name: 'search_policy', arguments: { query: 'vpn' } });
});
afterAll(async () => {
  faulty.setRule(undefined);
  await server.stop();
  await faulty[Symbol.asyncDispose]();
  await table[Symbol.asyncDispose]();
});

const call = (method: string, params: Record<string, unknown>) =>
  post(server.url, method, params, { token, modern: true });
const tool = (name: string, args: object) => () => call('tools/call', { name, arguments: args });
const draft = { title: 'The table hangs', body: 'It never answers again.', confirm: true };

test.each<[string, () => Promise<{ status: number }>, number]>([
  ['a read from the table', tool('list_tickets', {}), 200],
  ['a read from memory', tool('lookup_inventory', { query: 'laptop' }), 200],
  ['a search', tool('search_policy', { query: 'vpn' }), 200],
  ['a write', tool('create_ticket', draft), 200],
  ['a move', tool('update_ticket_status', { ticket_id: 'TKT-001', status: 'in_progress' }), 200],
  ['a resource', () => call('resources/read', { uri: 'ticket://TKT-001' }), 200],
  [
    'a prompt',
    () => call('prompts/get', { name: 'triage_ticket', arguments: { ticket_id: 'TKT-001' } }),
    200,
  ],
  ['deep health', () => fetch(`${server.origin}/health?deep=1`), 503],
])('%s waits for a table that hangs once, and then only for a probe', async (_, ask, status) => {
  faulty.setRule({ faults: ['hang'], probability: 1 });
  const requests = [];
  for (let at = 0; at < 5; at += 1) {
    const before = faulty.operations.length;
    expect((await ask()).status).toBe(status);
    requests.push(faulty.operations.slice(before));
  }
  faulty.setRule(undefined);
  await vi.waitUntil(async () => (await fetch(`${server.origin}/health?deep=1`)).status === 200, 10_000);

  // The first call opened the circuit; a later one sends the one short read that asks whether the table is back.
  expect(requests[0]!.length).toBeGreaterThan(0);
  for (const later of requests.slice(1)) expect(['', 'GetItem']).toContain(later.join());
});

test('many who ask for deep health at once cost the table next to nothing', async () => {
  const before = faulty.operations.length;

  const answers = await Promise.all(
    Array.from({ length: 60 }, async () => (await fetch(`${server.origin}/health?deep=1`)).status),
  );

  expect(new Set(answers)).toEqual(new Set([200]));
  expect(faulty.operations.length - before).toBeLessThan(30);
});

test('the calls of many callers at that moment share the probe', async () => {
  faulty.setRule({ faults: ['hang'], probability: 1 });
  await tool('list_tickets', {})();
  const before = faulty.operations.length;

  const answers = await Promise.all(Array.from({ length: 20 }, () => tool('list_tickets', {})()));

  expect(faulty.operations.length - before).toBeLessThan(10);
  for (const { body } of answers) expect(JSON.stringify(body)).toContain('UNAVAILABLE');
  faulty.setRule(undefined);
});
