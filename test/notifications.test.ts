import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { importTicket } from '../lambda/tickets/import-ticket.ts';
import { runImport } from './import/import-process.ts';
import { answerOf, startApp, type TestApp } from './support/app.ts';
import { sendToolCall } from './support/telemetry.ts';

interface Received {
  readonly type: string;
  readonly text: string;
  readonly detail: Record<string, unknown>;
}

const received: Received[] = [];
let statuses: number[] = [];
let app: TestApp;

const webhook = createServer(async (request, response) => {
  const body = JSON.parse(await text(request)) as Received;
  const status = statuses.shift() ?? 200;
  if (status === 200) received.push(body);
  response.writeHead(status).end();
});

beforeAll(async () => {
  await once(webhook.listen(0, '127.0.0.1'), 'listening');
  const { port } = webhook.address() as AddressInfo;
  app = await startApp({ NOTICE_WEBHOOK: `http://127.0.0.1:${port}/hook` });
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  webhook.closeAllConnections();
  webhook.close();
});
beforeEach(() => {
  received.length = 0;
  statuses = [];
});

async function call(name: string, args: object): Promise<Record<string, unknown>> {
  const { result } = answerOf(
    await sendToolCall(app, await app.token({ scope: 'read write admin' }), name, args),
  );
  return (result as { structuredContent: Record<string, unknown> }).structuredContent;
}

const importedTicket = {
  title: 'Old one',
  body: 'From before.',
  priority: 'low',
  status: 'open',
  created_by: 'kim',
  created_at: '2026-11-02T09:00:00Z',
};
const draft = { title: 'The 27" monitor of Ms Kim flickers', body: 'Since this morning.', confirm: true };

test('a created and a moved ticket reach the webhook, without what people wrote', async () => {
  const { ticket } = await call('create_ticket', { ...draft, priority: 'high', assigned_to: 'bob' });
  const { ticket_id } = ticket as { ticket_id: string };
  await call('create_ticket', { ...draft, priority: 'high', assigned_to: 'bob' }); // a repeat is no news
  await call('update_ticket_status', { ticket_id, status: 'in_progress', note: 'Password hunter2' });

  await vi.waitUntil(() => received.length >= 2, { timeout: 240_000 });
  expect(received).toMatchObject([
    {
      type: 'Ticket created',
      text: `${ticket_id} (high) was created and assigned to bob. ticket://${ticket_id}`,
    },
    {
      type: 'Ticket moved',
      text: `${ticket_id} (high) went from open to in_progress. ticket://${ticket_id}`,
    },
  ]);
  expect(received[0]!.detail).toMatchObject({ ticket_id, priority: 'high', assigned_to: 'bob', to: 'open' });
  expect(JSON.stringify(received)).not.toMatch(/flickers|hunter2|morning/);
});

test('an import notifies of low stock, a changed policy and a new assignee, and of nothing that is new', async () => {
  const policy = (days: number) => `---\ntitle: Remote work\n---\n\nUp to ${days} days a week.\n`;
  const stock = (quantity: number) =>
    `item_id,name,category,quantity,location\nNTC-1,Dock,dock,${quantity},Seoul\n`;
  const importText = async (kind: string, name: string, text: string) =>
    expect(await call('import_data', { kind, name, text, confirm: true })).toMatchObject({
      status: 'imported',
    });
  await importText('inventory', 'stock.csv', stock(12));
  await importText('policy', 'remote-notice.md', policy(2));
  const row = {
    ticket_id: 'TKT-900',
    title: 'Old one',
    body: 'From before.',
    priority: 'low',
    status: 'open',
    created_by: 'kim',
    version: 1,
  } as const;
  await importTicket(app.services.db, { ...row, assigned_to: null });

  await importText('inventory', 'stock.csv', stock(3));
  await importText('policy', 'remote-notice.md', policy(3));
  await importTicket(app.services.db, { ...row, assigned_to: 'lee' });

  await vi.waitUntil(() => received.length >= 3, { timeout: 240_000 });
  expect(received.map(({ type }) => type)).toEqual(['Stock low', 'Policy changed', 'Ticket assigned']);
  expect(received.at(-1)!.text).toBe('TKT-900 (low) was assigned to lee. ticket://TKT-900');
});

test('an import of many rows notifies once per type, with the names', async () => {
  const stock = (quantity: number) =>
    ['item_id,name,category,quantity,location']
      .concat(Array.from({ length: 120 }, (_, at) => `BULK-${at},Dock ${at},dock,${quantity},Seoul`))
      .join('\n');
  const args = { kind: 'inventory', name: 'stock.csv', confirm: true };
  await call('import_data', { ...args, text: stock(12) });
  await call('import_data', { ...args, text: stock(3) }); // two transactions
  await call('create_ticket', { ...draft, title: 'After the import' });

  await vi.waitUntil(() => received.length >= 2, { timeout: 30_000 });
  expect(received.map(({ type }) => type)).toEqual(['Stock low', 'Ticket created']);
  expect(received[0]!.text).toMatch(
    /^120 items are low in stock by an import: BULK-0 \(3 left\), .* and 110 more\.$/,
  );
  expect(received[0]!.detail).toMatchObject({ count: 120 });
  expect(received[0]!.detail.changes).toHaveLength(100);
});

test('npm run import tells the webhook of a local table what it changed, once per type, and without a webhook nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ops-assistant-'));
  const policies = join(folder, 'policies');
  const write = async (days: number, assignee: string) => {
    await mkdir(policies, { recursive: true });
    for (const name of ['leave', 'travel', 'desks'])
      await writeFile(join(policies, `${name}.md`), `---\ntitle: ${name}\n---\n\n${days} days in all.\n`);
    const tickets = ['TKT-801', 'TKT-802'].map((ticket_id) =>
      JSON.stringify({ ...importedTicket, ticket_id, assigned_to: assignee }),
    );
    await writeFile(join(folder, 'tickets.jsonl'), tickets.join('\n'));
  };
  const env = {
    PATH: process.env.PATH!,
    DYNAMODB_ENDPOINT: app.table.endpoint,
    TABLE_NAME: app.table.tableName,
  };
  const run = (more: Record<string, string>) =>
    runImport(['--policies', policies, '--tickets', join(folder, 'tickets.jsonl')], { ...env, ...more });
  const { port } = webhook.address() as AddressInfo;
  const hook = { NOTICE_WEBHOOK: `http://127.0.0.1:${port}/hook` };

  await write(1, 'kim');
  expect(await run(hook)).toMatchObject({ code: 0 });
  await write(2, 'lee');
  expect(await run({})).toMatchObject({ code: 0 });
  expect(received).toEqual([]);
  await write(3, 'park');
  expect(await run(hook)).toMatchObject({ code: 0 });

  expect(received.map(({ text }) => text)).toEqual([
    '3 policies have changed by an import: desks, leave, travel.',
    '2 tickets were assigned by an import: TKT-801 to park, TKT-802 to park.',
  ]);
  expect(await run({ NOTICE_WEBHOOK: 'http://example.com' })).toMatchObject({
    code: 2,
    errors: expect.stringContaining('NOTICE_WEBHOOK: expected an https://'),
  });
  await rm(folder, { recursive: true, force: true });
}, 120_000);

test('a webhook that fails is tried again, given up after three attempts, and delays no answer', async () => {
  statuses = [500, 200];
  await call('create_ticket', { ...draft, title: 'Tried twice' });
  await vi.waitUntil(() => received.length === 1, { timeout: 240_000 });

  statuses = [500, 500, 500];
  const { status } = await call('create_ticket', { ...draft, title: 'Given up' });
  await call('create_ticket', { ...draft, title: 'The next one' });
  await vi.waitUntil(() => received.length === 2, { timeout: 240_000 });

  expect(status).toBe('created');
  expect(received.at(-1)!.detail.ticket_id).not.toBe(received[0]!.detail.ticket_id);
});
