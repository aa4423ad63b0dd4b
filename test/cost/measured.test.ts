import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { measured } from '../../infra/cost/usage.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { startTable, type TestTable } from '../support/table.ts';
import { sendToolCall } from '../support/telemetry.ts';
import { type Meter, startMeter } from './metered-table.ts';

let table: TestTable;
let meter: Meter;
let app: TestApp;
let token: string;
beforeAll(async () => {
  table = await startTable();
  meter = await startMeter(table.endpoint);
  app = await startApp({ DYNAMODB_ENDPOINT: meter.endpoint, TABLE_NAME: table.tableName });
  token = await app.token();
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await meter[Symbol.asyncDispose]();
  await table[Symbol.asyncDispose]();
});

test('a look-up from memory takes what the bill says', async () => {
  const ask = () => sendToolCall(app, token, 'lookup_inventory', { query: 'laptop' });
  await ask(); // fills the memory

  expect(await unitsOf(ask)).toEqual(measured.lookUp);
});

test('a ticket takes what the bill says', async () => {
  const ticket = {
    title: 'The printer on the fourth floor is jammed',
    body: 'It has been jammed since Monday morning, and nobody on the floor can print a contract. '.repeat(4),
    assigned_to: 'bob',
    confirm: true,
  };
  const file = () => sendToolCall(app, token, 'create_ticket', ticket);

  expect(await unitsOf(file)).toEqual(measured.ticket);
});

test('records and metrics are about as long as the bill says', async () => {
  const { calls } = vi.mocked(process.stdout.write).mock;
  const before = calls.length;
  const repetitions = 5;
  for (let number = 0; number < repetitions; number += 1)
    await sendToolCall(app, token, 'search_policy', { query: 'vpn' });
  const lines = calls.slice(before).map(([text]) => String(text));
  const records = lines.filter((line) => line.startsWith('{"audit":true'));

  expect(records).toHaveLength(repetitions);
  expectAbout(lines.join('').length / repetitions, measured.logBytes);
  expectAbout(records.join('').length / repetitions, measured.auditBytes);
});

async function unitsOf(work: () => Promise<unknown>) {
  const before = { ...meter };
  await work();
  return {
    writeUnits: meter.writeUnits - before.writeUnits,
    readUnits: meter.readUnits - before.readUnits,
  };
}

/** Within a quarter: a record's length hangs on what was asked. */
function expectAbout(found: number, expected: number): void {
  expect(found / expected).toBeGreaterThan(0.75);
  expect(found / expected).toBeLessThan(1.25);
}
