import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Item } from '../../lambda/dynamodb/command-inputs.ts';
import { keys } from '../../lambda/dynamodb/table-schema.ts';
import { transitionTicket } from '../../lambda/tickets/status-transitions.ts';
import { createTicket } from '../../lambda/tickets/ticket-creation.ts';
import { type Items, reconcileSnapshot } from '../../scripts/data/backup/reconcile-snapshot.ts';
import { keyOf } from '../../scripts/data/backup/stored-item.ts';
import { startTable, type TestTable } from '../support/table.ts';

const caller = {
  id: 'a'.repeat(27),
  issuer: 'issuer',
  subject: 'alice',
  person: 'alice',
  clientId: 'test',
  scopes: new Set(['read', 'write'] as const),
  groups: [],
  endpoints: [],
};

let table: TestTable;
let sound: readonly Item[];
beforeAll(async () => {
  table = await startTable();
  for (const title of ['First ticket', 'Second ticket', 'Third ticket']) {
    const draft = { title, body: 'A ticket of three.', priority: 'low' as const, assigned_to: 'bob' };
    await createTicket(table.db, draft, { caller, requestId: title, now: new Date() });
  }
  sound = await table.scan();
});
afterAll(() => table[Symbol.asyncDispose]());

test('of a table without writes, nothing is changed', () => {
  const items = read();

  expect(reconcileSnapshot(items)).toBe(0);
  expect(items).toEqual(read());
});

test('a ticket that was read before its place in a list is listed', () => {
  const items = read();
  items.delete(at(keys.ticketListing('USER#bob', 2)));
  items.delete(at(keys.ticketListing('ALL', 3)));

  expect(reconcileSnapshot(items)).toBe(2);
  expect(items).toEqual(read());
});

test('a ticket that was filed after its neighbours were read is left out, and with it all that names it', () => {
  const items = read();
  for (const key of [...items.keys()]) if (key.includes('TICKET#TKT-003')) items.delete(key);
  reconcileSnapshot(items);

  const left = JSON.stringify([...items.values()]);
  expect(left).not.toContain('TKT-003');
  expect(left).toContain('TKT-002');
  expect(statusesIn(items)).toEqual({ open: 2 });
});

test('the counter is never behind a ticket that is there', () => {
  const items = read();
  items.set(at(keys.ticketCounter()), marshall({ ...keys.ticketCounter(), number: 1 }));

  expect(reconcileSnapshot(items)).toBe(1);
  expect(items).toEqual(read());
});

test('the counts are those of the tickets', () => {
  const items = read();
  const counts = sound.find((item) => keyOf(marshall(item)) === at(keys.ticketCounts(1)))!;
  items.set(at(keys.ticketCounts(1)), marshall({ ...counts, open: 7, closed: 2 }));

  reconcileSnapshot(items);

  expect(statusesIn(items)).toEqual({ open: 3, closed: 0 });
});

test('a ticket that moved while the lists were read is listed as it is now', async () => {
  const before = read();
  await transitionTicket(
    table.db,
    'TKT-001',
    { status: 'in_progress' },
    { caller, requestId: 'move', now: new Date() },
  );
  const after = new Map((await table.scan()).map((item) => [keyOf(marshall(item)), marshall(item)]));
  const torn: Items = new Map(after);
  for (const [key, item] of before) if (/LIST#|COUNTS/.test(key)) torn.set(key, item);

  expect(reconcileSnapshot(torn)).toBeGreaterThan(0);

  for (const [key, item] of after) if (!key.includes('COUNTS')) expect(torn.get(key)).toEqual(item);
  expect(statusesIn(torn)).toEqual({ open: 2, in_progress: 1 });
});

function read(): Items {
  return new Map(sound.map((item) => [keyOf(marshall(item)), marshall(item)]));
}

function at(key: { pk: string; sk: string }): string {
  return keyOf(marshall(key));
}

function statusesIn(items: Items): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [key, item] of items) {
    if (!key.includes(keys.ticketCounts(0).pk)) continue;
    for (const [name, { N }] of Object.entries(item))
      if (N !== undefined) sums[name] = (sums[name] ?? 0) + Number(N);
  }
  return sums;
}
