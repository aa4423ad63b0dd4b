import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../support/clients.ts';
import { type RunningServer, startServer } from '../support/server.ts';
import { startTable, type TestTable } from '../support/table.ts';
import { mount, withMountedServers } from './mount.ts';
import { type ScriptedServer, startScriptedServer } from './scripted-server.ts';

const perMinute = 6;
let table: TestTable;
let upstream: ScriptedServer;
let servers: readonly RunningServer[];

beforeAll(async () => {
  table = await startTable();
  upstream = await startScriptedServer();
  await mount(table.db, upstream.url, { server: 'hr', per_minute: perMinute });
  const shared = {
    ...withMountedServers,
    DYNAMODB_ENDPOINT: table.endpoint,
    TABLE_NAME: table.tableName,
    SIGNING_SECRETS: 'a secret that both of the processes sign with',
  };
  const first = await startServer(shared);
  servers = [first, await startServer(shared, undefined)];
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await upstream[Symbol.asyncDispose]();
  await table[Symbol.asyncDispose]();
});

interface Answer {
  readonly isError?: boolean;
}

test('two processes share the limit of a mounted tool, send each call once and record each', async () => {
  const clients = await Promise.all(
    servers.map(async (server) =>
      connect('v2 2026-07-28', server.url, await server.token({ subject: 'alice' })),
    ),
  );
  const startedAt = Date.now();

  const answers = await Promise.all(
    Array.from({ length: 2 * perMinute }, (_, at) =>
      clients[at % 2]!.callTool({ name: 'hr_look_up', arguments: { query: String(at) } }),
    ),
  );

  await Promise.all(clients.map((client) => client.close()));
  const answered = (answers as Answer[]).filter(({ isError }) => !isError).length;
  const refilled = Math.ceil(((Date.now() - startedAt) / 60_000) * perMinute);
  expect(answered).toBeGreaterThanOrEqual(perMinute);
  expect(answered).toBeLessThanOrEqual(perMinute + refilled);
  expect(upstream.calls).toHaveLength(answered);
  const records = (await Promise.all(servers.map((server) => server.auditRecords()))).flat();
  const calls = records.filter(({ target }) => target === 'hr_look_up');
  expect(calls.filter(({ outcome }) => outcome === 'ok')).toHaveLength(answered);
  expect(calls.filter(({ error_code }) => error_code === 'RATE_LIMITED')).toHaveLength(
    answers.length - answered,
  );
});
