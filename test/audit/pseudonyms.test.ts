import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { unsealRecord } from '../../lambda/audit-trail/seal-record.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { post } from '../support/clients.ts';
import { type FrontDoor, serveFrontDoor } from '../support/front-door.ts';

const run = promisify(execFile);
let folder: string;
let app: TestApp;
let door: FrontDoor;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pseudonyms-'));
  app = await startApp();
  door = await serveFrontDoor(app);
});
afterAll(async () => {
  await door[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
  vi.unstubAllEnvs();
});

async function handlerAt(endpoint: string) {
  const environment = {
    DYNAMODB_ENDPOINT: endpoint,
    TABLE_NAME: app.table.tableName,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  vi.resetModules();
  const { handler } = await import('../../lambda/handlers/pseudonymize-audit.ts');
  return handler;
}

/** As CloudWatch Logs packs lines for Firehose. */
function packed(lines: readonly string[], messageType = 'DATA_MESSAGE'): string {
  const logEvents = lines.map((message, id) => ({ id: String(id), timestamp: 1, message }));
  return gzipSync(JSON.stringify({ messageType, logGroup: '/aws/lambda/server', logEvents })).toString(
    'base64',
  );
}

async function trailOf(lines: readonly string[], endpoint = app.table.endpoint): Promise<string> {
  const handler = await handlerAt(endpoint);
  const records = [{ recordId: '1', data: packed(lines), approximateArrivalTimestamp: 1 }];
  const event = { invocationId: 'a', deliveryStreamArn: 'b', region: 'c', records };
  const [record] = (await handler(event)).records;
  expect(record).toMatchObject({ recordId: '1', result: 'Ok' });
  return unpacked(record!.data!);
}

const unpacked = (data: string) => gunzipSync(Buffer.from(data, 'base64')).toString();

async function command(script: string, args: readonly string[], withTable = true) {
  const { endpoint, tableName } = app.table;
  const env = {
    PATH: process.env.PATH,
    DATA_DIR: folder,
    ...(withTable && { DYNAMODB_ENDPOINT: endpoint, TABLE_NAME: tableName }),
  };
  return run(process.execPath, [resolve(import.meta.dirname, '../../scripts', script), ...args], { env });
}

async function audit(file: string, withTable = true) {
  const { stdout, stderr } = await command('ops/audit/audit.ts', ['--file', file, '--json'], withTable);
  return { records: JSON.parse(stdout).records as Record<string, unknown>[], stderr };
}

test('the trail names no person; their key resolves them, and an erasure destroys it', async () => {
  for (const [subject, modern] of [
    ['grace.hopper', true],
    ['grace.hopper', false],
    ['bob', true],
  ] as const) {
    const token = await app.token({ subject, scope: 'read' });
    const params = { name: 'search_policy', arguments: { query: `laptop of ${subject}` } };
    await post(`${door.origin}/mcp`, 'tools/call', params, { token, modern });
  }
  await post(`${door.origin}/mcp`, 'tools/list', {}, { token: 'eyJ.forged.token' });
  const written = app.auditRecords();
  const accessLine = JSON.stringify({ request_id: 'r', caller_id: written[0]!.caller_id, status: '200' });
  const refused = JSON.stringify(door.accessLog[0]);

  const trail = await trailOf([...written.map((record) => JSON.stringify(record)), accessLine, refused]);

  const names = ['grace', 'bob', written[0]!.iss, written[0]!.caller_id, written[2]!.caller_id];
  for (const name of names) expect(trail).not.toContain(name);
  const stored = trail
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(stored).toHaveLength(5);
  expect(stored[0]).toMatchObject({
    audit: true,
    caller_id: expect.stringMatching(/^person-[\w-]{12}$/),
    target: 'search_policy',
    outcome: 'ok',
    client_id: 'test',
    revision: '2026-07-28',
  });
  expect(stored[1].caller_id).toBe(stored[0].caller_id);
  expect(stored[2].caller_id).not.toBe(stored[0].caller_id);
  expect(JSON.stringify(stored[4])).toBe(refused);

  const file = join(folder, 'trail.jsonl.gz');
  // As S3 has it: what each invocation returned, one after the other.
  const lines = trail.split(/(?<=\n)/);
  await writeFile(
    file,
    Buffer.concat([gzipSync(lines.slice(0, 2).join('')), gzipSync(lines.slice(2).join(''))]),
  );
  const pseudonymous = await audit(file, false);
  expect(pseudonymous.stderr).toMatch(/^3 records have pseudonyms\./);
  expect(pseudonymous.records[0]).toMatchObject({ caller_id: stored[0].caller_id });

  const resolved = await audit(file);
  expect(resolved.stderr).toBe('');
  expect(resolved.records.slice(0, 3)).toEqual(written);

  // The next batch uses the same key.
  expect(await trailOf([JSON.stringify(written[0])])).toContain(stored[0].caller_id);

  const dryRun = await command('data/erase/erase.ts', ['--subject', 'grace.hopper']);
  expect(dryRun.stdout).toContain('keys of the audit trail: 1\n');
  expect((await audit(file)).records[0]).toEqual(written[0]);
  await command('data/erase/erase.ts', ['--subject', 'grace.hopper', '--yes']);

  const after = await audit(file);
  expect(after.stderr).toMatch(/^2 records are of people whose key does not exist/);
  expect(JSON.stringify(after.records)).not.toContain('grace');
  expect(after.records[0]).toMatchObject({ caller_id: stored[0].caller_id, target: 'search_policy' });
  expect(after.records[2]).toEqual(written[2]);

  // A person who comes back is another person to the trail.
  expect(await trailOf([JSON.stringify(written[0])])).not.toContain(stored[0].caller_id);
});

test('without the table nothing is written, so that Firehose tries again', async () => {
  const record = JSON.stringify({
    audit: true,
    time: 't',
    request_id: 'r',
    iss: 'i',
    sub: 'zoe',
    caller_id: 'c',
  });
  await expect(trailOf([record], 'http://127.0.0.1:1')).rejects.toThrow();
});

test('control messages are dropped, and two instances that meet a person at once agree on the key', async () => {
  const handler = await handlerAt(app.table.endpoint);
  const event = (data: string) => ({
    invocationId: 'a',
    deliveryStreamArn: 'b',
    region: 'c',
    records: [{ recordId: '1', data, approximateArrivalTimestamp: 1 }],
  });
  expect(await handler(event(packed(['CWL CONTROL MESSAGE'], 'CONTROL_MESSAGE')))).toMatchObject({
    records: [{ recordId: '1', result: 'Dropped' }],
  });
  const line = JSON.stringify({
    audit: true,
    time: 't',
    request_id: 'r',
    iss: 'i',
    sub: 'zoe',
    caller_id: 'id-of-zoe',
  });
  const results = await Promise.all(Array.from({ length: 5 }, () => handler(event(packed([line])))));
  const pseudonyms = results.map(({ records }) => JSON.parse(unpacked(records[0]!.data!)).caller_id);
  expect(new Set(pseudonyms).size).toBe(1);
});

test('a sealed part that was changed, or moved to another record, does not open', async () => {
  const line = (
    await trailOf([
      JSON.stringify({
        audit: true,
        time: 't',
        request_id: 'r',
        iss: 'i',
        sub: 'yan',
        caller_id: 'id-of-yan',
      }),
    ])
  ).trim();
  const record = JSON.parse(line);
  const item = (await app.table.scan()).find(({ sk }) => sk === 'id-of-yan')!;
  const key = Buffer.from(String(item.key), 'base64');
  expect(unsealRecord(record, key)).toMatchObject({ sub: 'yan', caller_id: 'id-of-yan' });
  expect(unsealRecord({ ...record, request_id: 'other' }, key)).toBeUndefined();
  expect(unsealRecord({ ...record, sealed: `AAAA${record.sealed.slice(4)}` }, key)).toBeUndefined();
  expect(item).not.toHaveProperty('subject');
});
