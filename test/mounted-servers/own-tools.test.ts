import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../../lambda/app.ts';
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
