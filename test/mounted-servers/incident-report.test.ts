import { afterAll, beforeAll, expect, test } from 'vitest';
import { answerOf, startApp, type TestApp } from '../support/app.ts';
import { sendToolCall } from '../support/telemetry.ts';
import { mount, withMountedServers } from './mount.ts';
import { answerWith, type ScriptedServer, startScriptedServer } from './scripted-server.ts';

let app: TestApp;
let server: ScriptedServer;

beforeAll(async () => {
  app = await startApp(withMountedServers);
  server = await startScriptedServer();
  const ofIncidents = { read_only: true, incident_arguments: { query: '{affected_system}: {issue}' } };
  await mount(app.table.db, server.url, { server: 'duty', timeout_ms: 400, per_minute: 2 }, ofIncidents);
  await mount(app.table.db, server.url, { server: 'other' }, { read_only: true });
  await mount(app.table.db, server.url, { server: 'writes', scope: 'write' }, ofIncidents);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

interface Report {
  readonly policies: { doc_id: string }[];
  readonly servers: { tool: string; answer: string }[];
  readonly sources: { name: string; status: string; reason?: string }[];
}

async function report(): Promise<Report> {
  const token = await app.token({ scope: 'read' });
  const args = { issue: 'Nobody gets in', affected_system: 'VPN' };
  const { result } = answerOf(await sendToolCall(app, token, 'incident_report', args));
  return result?.structuredContent as unknown as Report;
}

test('gathers own data and what approved tools of other servers say, each call audited and within its limit', async () => {
  server.behave(answerWith({ content: [{ type: 'text', text: 'Lee Junho is on call.' }] }));

  const { policies, servers, sources } = await report();

  expect(policies.map(({ doc_id }) => doc_id)).toContain('vpn-en');
  expect(servers).toEqual([{ tool: 'duty_look_up', server: 'duty', answer: 'Lee Junho is on call.' }]);
  expect(sources).toEqual(
    ['duty_look_up', 'policies', 'stock', 'tickets'].map((name) => ({ name, status: 'ok' })),
  );
  expect(server.calls.map(({ message }) => message.params?.arguments)).toEqual([
    { query: 'VPN: Nobody gets in' },
  ]);
  const [nested, own] = app.auditRecords().slice(-2);
  expect(nested).toMatchObject({
    target: 'duty_look_up',
    part_of: 'incident_report',
    server: 'duty',
    outcome: 'ok',
  });
  expect(own).toMatchObject({ target: 'incident_report', outcome: 'ok' });
  expect(own).not.toHaveProperty('server');
});

test('goes on without a server that hangs, and without one whose limit is used up', async () => {
  server.behave(() => {});
  const { policies, sources } = await report();
  expect(policies).not.toEqual([]);
  expect(sources[0]).toMatchObject({
    name: 'duty_look_up',
    status: 'unavailable',
    reason: expect.stringContaining('in time'),
  });
  expect(app.auditRecords().at(-1)).toMatchObject({ target: 'incident_report', outcome: 'ok' });

  const before = server.calls.length;
  expect((await report()).sources[0]?.reason).toMatch(/may be called 2 times a minute/);
  expect(server.calls.length).toBe(before);
});
