import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createApp } from '../../lambda/app.ts';
import { createMountedCatalogs } from '../../lambda/mounted-servers/mounted-catalog.ts';
import { saveServer } from '../../lambda/mounted-servers/record-changes.ts';
import { readMountedRecords } from '../../lambda/mounted-servers/records.ts';
import { createServices } from '../../lambda/services/services.ts';
import { answerOf, startApp, type TestApp } from '../support/app.ts';
import { sendToolCall } from '../support/telemetry.ts';
import { mount, withMountedServers } from './mount.ts';
import { answerWith, type ScriptedServer, startScriptedServer } from './scripted-server.ts';

let app: TestApp;
let other: Pick<TestApp, 'app'>;
let server: ScriptedServer;

beforeAll(async () => {
  app = await startApp(withMountedServers);
  other = { app: createApp(createServices(app.services.config)) };
  server = await startScriptedServer();
  await mount(app.table.db, server.url, { server: 'hangs', timeout_ms: 2_000 });
  await mount(app.table.db, server.url, { server: 'counts', per_minute: 5 });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

test('own tools answer while calls to a server that hangs are waiting', async () => {
  server.behave(() => {});
  const token = await app.token();
  let ended = 0;
  const hanging = Array.from({ length: 10 }, () =>
    sendToolCall(app, token, 'hangs_look_up', {}).then((response) => {
      ended += 1;
      return response;
    }),
  );

  const own = answerOf(await sendToolCall(app, token, 'lookup_inventory', { query: 'laptop' }));

  expect(own.result?.isError).toBeUndefined();
  expect(ended).toBe(0);
  for (const response of await Promise.all(hanging)) expect(response.body).toContain('UNAVAILABLE');
  const again = answerOf(await sendToolCall(other, token, 'hangs_look_up', {}));
  expect(JSON.stringify(again)).toContain('is not asked for the moment');
});

test('an instance whose clock was ahead learns of changes as soon as it is right', async () => {
  let now = Date.now() + 9 * 3_600_000;
  const catalogs = createMountedCatalogs(app.table.db, app.services.log, () => now);
  expect((await catalogs.current()).find('hangs_look_up')).toBeDefined();
  now = Date.now();
  const record = (await readMountedRecords(app.table.db)).servers.find(
    ({ server: name }) => name === 'hangs',
  )!;

  await saveServer(app.table.db, { ...record, enabled: false }, []);

  await vi.waitUntil(async () => !(await catalogs.current()).find('hangs_look_up'), { timeout: 30_000 });
});

test('two instances count the calls of a mounted tool as one, and record each of them', async () => {
  server.behave(answerWith({ content: [{ type: 'text', text: 'found' }] }));
  const token = await app.token({ subject: 'bob' });
  const before = server.calls.length;

  const responses = await Promise.all(
    Array.from({ length: 12 }, (_, at) => sendToolCall(at % 2 ? app : other, token, 'counts_look_up', {})),
  );

  expect(responses.filter(({ body }) => body.includes('found'))).toHaveLength(5);
  expect(responses.filter(({ body }) => body.includes('RATE_LIMITED'))).toHaveLength(7);
  expect(server.calls.length - before).toBe(5);
  const records = app.auditRecords().filter(({ target }) => target === 'counts_look_up');
  expect(records.map(({ outcome }) => outcome).sort()).toEqual([
    ...Array(7).fill('limited'),
    ...Array(5).fill('ok'),
  ]);
});
