import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { collectItems } from '../../scripts/data/backup/collect-items.ts';
import { openTable } from '../../scripts/data/backup/open-client.ts';
import { withoutNames } from '../../scripts/data/erase/person.ts';
import { answerOf, startApp, type TestApp } from '../support/app.ts';
import { sendToolCall } from '../support/telemetry.ts';

const run = promisify(execFile);
let folder: string;
let app: TestApp;
let environment: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'erase-'));
  app = await startApp({ AUDIT_FILE: join(folder, 'audit.jsonl') });
  const { endpoint, tableName } = app.table;
  environment = { DYNAMODB_ENDPOINT: endpoint, TABLE_NAME: tableName, DATA_DIR: folder };
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function erase(...args: string[]): Promise<string> {
  const script = resolve(import.meta.dirname, '../../scripts/data/erase/erase.ts');
  const { stdout } = await run(process.execPath, [script, ...args], {
    env: { PATH: process.env.PATH, ...environment },
  });
  return stdout;
}

async function call(subject: string, name: string, args: object, scope = 'read write') {
  const { result } = answerOf(await sendToolCall(app, await app.token({ subject, scope }), name, args));
  return (result as { structuredContent: Record<string, unknown> }).structuredContent;
}

const body = 'Grace wrote this: please call grace.hopper, not gracehopper.';

test('a person is replaced everywhere, and everything else stays', async () => {
  const own = { title: 'Badge of grace.hopper', body, confirm: true, assigned_to: 'bob' };
  await call('grace.hopper', 'create_ticket', own);
  await call('bob', 'create_ticket', {
    title: 'Screen',
    body: 'It flickers again.',
    confirm: true,
    assigned_to: 'grace.hopper',
  });
  await call('bob', 'create_ticket', { title: 'Phone', body: 'It is bob who needs one.', confirm: true });
  await call('grace.hopper', 'update_ticket_status', {
    ticket_id: 'TKT-007',
    status: 'in_progress',
    note: 'I am on it',
  });
  const before = await app.table.scan();

  const dryRun = await erase('--subject', 'grace.hopper');
  expect(dryRun).toMatch(/tickets: 2 TKT-006 TKT-007\n/);
  expect(dryRun).toMatch(/Nothing was changed/);
  expect(await app.table.scan()).toEqual(before);

  const pseudonym = /(erased-[0-9a-f]{12})\n$/.exec(await erase('--subject', 'grace.hopper', '--yes'))![1]!;

  const after = await app.table.scan();
  expect(JSON.stringify(after).includes('grace.hopper')).toBe(false);
  expect(await readFile(join(folder, 'audit.jsonl'), 'utf8')).not.toContain('grace.hopper');
  expect(await call('grace.hopper', 'list_tickets', {})).toMatchObject({ tickets: [] });
  expect(await call('bob', 'get_ticket', { ticket_id: 'TKT-006' })).toMatchObject({
    ticket: { created_by: pseudonym, assigned_to: 'bob', title: `Badge of ${pseudonym}` },
  });
  expect(await call('root', 'list_tickets', { assigned_to: pseudonym }, 'read admin')).toMatchObject({
    tickets: [{ ticket_id: 'TKT-007', status: 'in_progress' }],
  });
  expect(after.filter(({ pk }) => pk === 'ERASURE')).toMatchObject([{ pseudonym, tickets: 2 }]);
  const isOfOthers = ({ pk }: Record<string, unknown>) => /TKT-008|TICKET_COUNTS|COUNTER/.test(String(pk));
  expect(after.filter(isOfOthers)).toEqual(before.filter(isOfOthers));
  await using table = await openTable(environment, {});
  expect((await collectItems(table)).fitted).toBe(0);
});

test('with --texts what the person wrote goes as well, and the words of others stay', async () => {
  await call('henry', 'create_ticket', {
    title: 'My back hurts',
    body: 'I need another chair.',
    confirm: true,
  });
  await call(
    'root',
    'update_ticket_status',
    { ticket_id: 'TKT-009', status: 'in_progress', note: 'Ordered' },
    'write admin',
  );
  await call('root', 'update_ticket_status', { ticket_id: 'TKT-009', status: 'resolved' }, 'write admin');
  await call('henry', 'update_ticket_status', {
    ticket_id: 'TKT-009',
    status: 'closed',
    note: 'My back is better',
  });

  await erase('--subject', 'henry', '--texts', '--yes');

  const items = JSON.stringify(await app.table.scan());
  expect(/henry|My back|another chair/.exec(items)).toBeNull();
  expect(items.includes('Ordered')).toBe(true);
});

test('a second run finds nothing, and a subject of another issuer is another person', async () => {
  await call('ida', 'create_ticket', { title: 'Cable', body: 'One metre, please.', confirm: true });

  expect(await erase('--subject', 'henry', '--yes')).toContain('No data of this person was found.');
  expect(await erase('--subject', 'someone-else', '--issuer', 'https://other.example/')).toContain(
    'No data of this person',
  );
  await expect(erase()).rejects.toMatchObject({ code: 2 });
});

test('audit records of other people and lines that are no record stay as they are', async () => {
  const path = join(folder, 'audit.jsonl');
  const lines = ['not json', JSON.stringify({ audit: true, sub: 'ivan', input: { query: 'joe' } })];
  await writeFile(
    path,
    `${lines.join('\n')}\n${JSON.stringify({ audit: true, sub: 'joe', input: { query: 'secret' } })}\n`,
  );

  await erase('--subject', 'joe', '--yes');

  const remaining = (await readFile(path, 'utf8')).split('\n');
  expect(remaining[0]).toBe('not json');
  expect(remaining[1]).toMatch(/"sub":"ivan".*erased-/);
  expect(remaining[2]).not.toMatch(/joe|secret/);
});

test.each([
  ['alice asked for it', 'X asked for it'],
  ["Alice's laptop; ask ALICE.", "X's laptop; ask X."],
  ['malice and alices', 'malice and alices'],
])('names are replaced as whole words: %s', (text, expected) => {
  const person = {
    subject: 'alice',
    issuer: undefined,
    names: new Set(['alice']),
    callerIds: new Set<string>(),
    pseudonym: 'X',
  };
  expect(withoutNames(text, person)).toBe(expected);
});
