import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRehearsedApp } from '../../lambda/rehearsal.ts';
import { postOf, startApp, type TestApp } from '../support/app.ts';

let server: TestApp;
beforeAll(async () => {
  server = await startApp();
});
afterAll(() => server[Symbol.asyncDispose]());

const call = {
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: {
    name: 'create_ticket',
    arguments: { title: 'Much too early', body: 'Sent by nobody.', confirm: true },
  },
};

test('a request that comes before the rehearsal is over is checked like any other', async () => {
  const before = server.auditRecords().length;
  const { app } = createRehearsedApp(server.services);

  const [withoutToken, forged, genuine] = await Promise.all([
    app(postOf(call)),
    app(postOf(call, { authorization: 'Bearer a.b.c' })),
    app(postOf(call, { authorization: `Bearer ${await server.token({ scope: 'read' })}` })),
  ]);

  expect([withoutToken.status, forged.status]).toEqual([401, 401]);
  expect(genuine.body).toContain('PERMISSION_DENIED');
  expect(server.auditRecords().slice(before)).toHaveLength(3);
  expect((await server.table.scan()).filter(({ title }) => title === 'Much too early')).toEqual([]);
});
