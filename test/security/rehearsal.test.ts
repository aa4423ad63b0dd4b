import { afterAll, beforeAll, expect, test } from 'vitest';
import { warmUp } from '../../lambda/handlers/warm-up.ts';
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

test('a request that comes while the rehearsal runs is checked like any other', async () => {
  const before = server.auditRecords().length;
  const rehearsed = warmUp(server.services);

  const [withoutToken, forged, genuine] = await Promise.all([
    server.app(postOf(call)),
    server.app(postOf(call, { authorization: 'Bearer a.b.c' })),
    server.app(postOf(call, { authorization: `Bearer ${await server.token({ scope: 'read' })}` })),
  ]);
  await rehearsed;

  expect([withoutToken.status, forged.status]).toEqual([401, 401]);
  expect(genuine.body).toContain('PERMISSION_DENIED');
  expect(server.auditRecords().slice(before)).toHaveLength(3);
});

test('the rehearsal itself writes, records and counts nothing', async () => {
  const records = server.auditRecords().length;
  const items = await server.table.scan();

  await warmUp(server.services);

  expect(server.auditRecords()).toHaveLength(records);
  expect(await server.table.scan()).toEqual(items);
});

test('a rehearsal without a table and an issuer ends without an error', async () => {
  const away = {
    ...server.services,
    tokens: { ...server.services.tokens, hydrate: () => Promise.reject(new Error('away')) },
  };

  await expect(warmUp(away)).resolves.toBeUndefined();
});
