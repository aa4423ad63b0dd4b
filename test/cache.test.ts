import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, createApp } from '../lambda/app.ts';
import { createServices } from '../lambda/services/services.ts';
import { importData } from '../scripts/data/import/import-data.ts';
import { type Answer, answerOf, postOf } from './support/app.ts';
import { sampleData, startTestServer, type TestServer } from './support/operations.ts';

let operations: TestServer;
/** Two instances on one table. */
let instances: App[];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cache-'));
  operations = await startTestServer();
  instances = [operations.app, createApp(createServices(operations.services.config))];
});
afterAll(async () => {
  await operations[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

interface TestRequest {
  readonly subject?: string;
  readonly scope?: string;
  readonly at?: number;
}

/** A tool call, as the bytes that are answered. */
async function call(
  name: string,
  args: object,
  { subject = 'alice', scope = 'read write', at = 0 }: TestRequest = {},
) {
  const authorization = `Bearer ${await operations.token({ subject, scope })}`;
  const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } };
  const { body } = await instances[at]!(postOf(message, { authorization }));
  return body;
}

const structured = (body: string) => answerOf({ body }).result?.structuredContent as Record<string, never>;
const errorOf = (body: string) =>
  JSON.parse((answerOf({ body }) as { result: { content: { text: string }[] } }).result.content[0]!.text)
    .error;

/** How the last call fared, as only the metrics tell; a call may write several lines. */
function lastMetrics(): Record<string, number> {
  const lines = operations
    .output()
    .split('\n')
    .filter((line) => line.includes('"_aws"'))
    .map((line) => JSON.parse(line));
  const { request_id } = lines.at(-1) ?? {};
  return Object.assign({}, ...lines.filter((line) => line.request_id === request_id));
}

describe.each([
  ['lookup_inventory', { query: 'laptop', limit: 2 }],
  ['search_policy', { query: '재택근무 VPN', limit: 1 }],
  ['get_policy', { doc_id: 'vpn-en', section: '1' }],
] as const)('%s', (name, args) => {
  test('answers a hit with the bytes of the miss, and only a metric tells them apart', async () => {
    const miss = await call(name, args);
    expect(lastMetrics()).toMatchObject({ CacheMisses: 1 });
    const hit = await call(name, args);
    expect(lastMetrics()).toMatchObject({ CacheHits: 1 });
    const ofAnotherInstance = await call(name, args, { at: 1 });

    expect(hit).toBe(miss);
    expect(ofAnotherInstance).toBe(miss);
    expect(miss).not.toMatch(/cache|"hit|"miss/i);
  });

  test('asks for the scope before it looks into the cache', async () => {
    await call(name, args);

    expect(errorOf(await call(name, args, { scope: 'write' }))).toMatchObject({ code: 'PERMISSION_DENIED' });
    expect(lastMetrics()).not.toHaveProperty('CacheHits');
  });
});

test('what is kept holds nothing of the caller: another one gets cursors of their own', async () => {
  const args = { query: 'seoul', limit: 2 };
  const ofAlice = structured(await call('lookup_inventory', args));
  const ofBob = structured(await call('lookup_inventory', args, { subject: 'bob' }));
  expect(lastMetrics()).toMatchObject({ CacheHits: 1 });

  const { next_cursor: hers, ...rest } = ofAlice;
  const { next_cursor: his, ...restOfBob } = ofBob;
  expect(restOfBob).toEqual(rest);
  expect(his).not.toBe(hers);
  const next = structured(await call('lookup_inventory', { ...args, cursor: his }, { subject: 'bob' }));
  expect(next).toEqual(
    expect.objectContaining({
      ...structured(await call('lookup_inventory', { ...args, cursor: hers })),
      next_cursor: expect.anything(),
    }),
  );
  expect(
    errorOf(await call('lookup_inventory', { ...args, cursor: hers }, { subject: 'bob' })),
  ).toMatchObject({
    code: 'INVALID_ARGUMENT',
  });
});

test('tickets are never kept', async () => {
  const { ticket } = structured(
    await call('create_ticket', { title: 'Not to be kept', body: 'It will move soon.', confirm: true }),
  ) as unknown as { ticket: { ticket_id: string } };
  const { ticket_id } = ticket;
  const read = async (at: number) => structured(await call('get_ticket', { ticket_id }, { at }));

  expect(await read(1)).toMatchObject({ ticket: { status: 'open' } });
  await call('update_ticket_status', { ticket_id, status: 'in_progress' });

  for (const at of [0, 1]) {
    expect(await read(at)).toMatchObject({ ticket: { status: 'in_progress' } });
    expect(structured(await call('list_tickets', { limit: 1 }, { at }))).toMatchObject({
      tickets: [{ status: 'in_progress' }],
    });
  }
});

describe('an import ends what is kept, on every instance at its next call', () => {
  test('of the inventory', async () => {
    const args = { query: 'INV-001', limit: 1 };
    const look = async (at: number) =>
      structured(await call('lookup_inventory', { query: 'MacBook Pro' }, { at }));
    for (const at of [0, 1])
      expect(await look(at)).toMatchObject({ items: [{ item_id: 'INV-001', quantity: 12 }] });
    for (const at of [0, 1]) await call('lookup_inventory', args, { at });

    const file = join(folder, 'inventory.csv');
    await writeFile(file, (await readFile(sampleData.inventory, 'utf8')).replace('laptop,12,', 'laptop,3,'));
    await importData(operations.services.db, { inventory: file });

    for (const at of [0, 1]) {
      expect(await look(at)).toMatchObject({ items: [{ item_id: 'INV-001', quantity: 3, low_stock: true }] });
      expect(await document('inventory://INV-001', at)).toContain('"quantity":3');
    }
  });

  test('of the policies, in search, tool, resource, prompt and completion', async () => {
    const everything = async (at: number) => ({
      tool: await call('get_policy', { doc_id: 'vpn-en' }, { at }),
      search: await call('search_policy', { query: 'zeppelin' }, { at }),
      document: await document('policy://vpn-en', at),
      index: await document('policy://index', at),
      completion: await completion('Zeppelin', at),
    });
    for (const at of [0, 1]) {
      const before = await everything(at);
      expect(JSON.stringify(before)).not.toContain('by zeppelin');
      expect(before.completion).toEqual([]);
    }

    const changed = join(folder, 'policies');
    await cp(sampleData.policies, changed, { recursive: true });
    const text = await readFile(join(changed, 'vpn-en.md'), 'utf8');
    await writeFile(
      join(changed, 'vpn-en.md'),
      text
        .replace('title: VPN Policy', 'title: Zeppelin VPN Policy')
        .replace('all work.', 'all work by zeppelin.'),
    );
    await importData(operations.services.db, { policies: changed });

    for (const at of [0, 1]) {
      const { tool, search, document, index, completion } = await everything(at);
      expect(structured(tool)).toMatchObject({ version: 2, body: expect.stringContaining('by zeppelin') });
      expect(structured(search)).toMatchObject({ results: [{ doc_id: 'vpn-en' }] });
      expect(document).toContain('by zeppelin');
      expect(index).toContain('Zeppelin VPN Policy');
      expect(completion).toEqual(['vpn-en']);
    }
    const old = structured(await call('get_policy', { doc_id: 'vpn-en', version: 1 }));
    expect(old).toMatchObject({
      version: 1,
      latest_version: 2,
      body: expect.not.stringContaining('zeppelin'),
    });
  });

  async function ask(method: string, params: object, at: number): Promise<Answer> {
    const authorization = `Bearer ${await operations.token()}`;
    return answerOf(
      await instances[at]!(postOf({ jsonrpc: '2.0', id: 1, method, params }, { authorization })),
    );
  }

  async function document(uri: string, at: number): Promise<string> {
    const { result } = await ask('resources/read', { uri }, at);
    return (result as { contents: { text: string }[] }).contents[0]!.text;
  }

  async function completion(value: string, at: number): Promise<string[]> {
    const ref = { type: 'ref/prompt', name: 'summarize_policy' };
    const { result } = await ask('completion/complete', { ref, argument: { name: 'doc_id', value } }, at);
    return (result as { completion: { values: string[] } }).completion.values;
  }
});
