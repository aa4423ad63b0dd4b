import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openAuditFile } from '../../lambda/observability/audit-files.ts';
import { auditFilesOf, auditLines } from '../../lambda/observability/read-audit-files.ts';
import { post } from '../support/clients.ts';
import { startServer } from '../support/server.ts';

const dayMs = 86_400_000;
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rotation-'));
  file = join(folder, 'audit.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

const record = (request_id: string, time: Date, sub = 'alice') =>
  `${JSON.stringify({ audit: true, time: time.toISOString(), request_id, sub, method: 'tools/call', target: 'get_ticket', outcome: 'ok', status: 200, ms: 1 })}\n`;

const daysAgo = (days: number) => new Date(Date.now() - days * dayMs);

async function writeAs(path: string, text: string, time: Date): Promise<void> {
  await writeFile(path, text);
  await utimes(path, time, time);
}

const partOf = (time: Date, random = 'abcdef01') =>
  join(folder, `audit.${time.toISOString().replaceAll(':', '')}-${random}.jsonl`);

async function linesOf(path: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of auditLines(path)) lines.push(line);
  return lines;
}

function run(script: string, args: readonly string[]) {
  return new Promise<string>((done) => {
    const child = spawn(process.execPath, [resolve(import.meta.dirname, '../../scripts', script), ...args], {
      env: { PATH: process.env.PATH, DATA_DIR: folder },
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (output += text));
    child.once('close', () => done(output));
  });
}

test('a server begins a new file each day, deletes parts that are too old, and every reader reads all parts', async () => {
  const yesterday = daysAgo(1);
  await writeAs(file, record('of-yesterday', yesterday, 'grace.hopper'), yesterday);
  await writeFile(partOf(daysAgo(3)), record('three-days-old', daysAgo(3), 'grace.hopper'));
  await writeFile(partOf(daysAgo(40)), record('forty-days-old', daysAgo(40)));
  await writeFile(join(folder, 'audit.notes.jsonl'), 'a file of another program');
  const server = await startServer({ AUDIT_RETENTION_DAYS: '30' }, folder);
  try {
    const token = await server.token({ scope: 'read admin' });
    for (const modern of [true, false]) await post(server.url, 'tools/list', {}, { token, modern });

    expect(await server.auditRecords()).toHaveLength(2);
    expect((await readdir(folder)).filter((name) => name.startsWith('audit.'))).toEqual([
      expect.stringMatching(`^audit\\.${daysAgo(3).toISOString().slice(0, 10)}`),
      expect.stringMatching(
        `^audit\\.${yesterday.toISOString().slice(0, 10)}T\\d{6}\\.\\d{3}Z-[0-9a-f]{8}\\.jsonl$`,
      ),
      'audit.jsonl',
      'audit.notes.jsonl',
    ]);

    const call = { name: 'usage_report', arguments: { hours: 168 } };
    const { body } = await post(server.url, 'tools/call', call, { token, modern: true });
    const { by_caller } = (body as never as { result: { structuredContent: { by_caller: object[] } } }).result
      .structuredContent;
    expect(by_caller).toContainEqual(expect.objectContaining({ name: 'grace.hopper', calls: 2 }));
  } finally {
    await server.stop();
  }

  const { records } = JSON.parse(await run('ops/audit/audit.ts', ['--json']));
  expect(records.map(({ request_id }: { request_id: string }) => request_id).slice(0, 2)).toEqual([
    'three-days-old',
    'of-yesterday',
  ]);
  expect(records).toHaveLength(5);
  expect(await run('ops/audit/audit.ts', ['--json', '--since', '2d'])).not.toContain('three-days-old');

  expect(await run('data/erase/erase.ts', ['--subject', 'grace.hopper', '--yes'])).toMatch(
    /local audit records: 2\n/,
  );
  const rest = await Promise.all(auditFilesOf(file).map((path) => readFile(path, 'utf8')));
  expect(rest.join('')).not.toContain('grace.hopper');
});

test('a full file is closed under a name that sorts by time, and a broken last line stays alone', async () => {
  await writeFile(file, `${'x'.repeat(1_048_500)}`);
  const audit = openAuditFile(file, { auditMaxMb: 1, auditRetentionDays: 1 });

  audit.append(record('first', new Date()));
  audit.append(record('second', new Date()));

  expect(auditFilesOf(file)).toHaveLength(2);
  const lines = await linesOf(file);
  expect(lines[0]).toMatch(/^x+$/);
  expect(lines.slice(1).map((line) => JSON.parse(line).request_id)).toEqual(['first', 'second']);
});

const writer = `
  import { openAuditFile } from ${JSON.stringify(resolve(import.meta.dirname, '../../lambda/observability/audit-files.ts'))};
  const [file, name, count] = process.argv.slice(2);
  const audit = openAuditFile(file, { auditMaxMb: 0.002, auditRetentionDays: 365 });
  for (let at = 0; at < Number(count); at += 1) audit.append(name + ' ' + at + ' ' + 'x'.repeat(50) + '\\n');
`;

test('three processes on one folder, of which one is killed, lose and repeat no line', async () => {
  await mkdir(folder, { recursive: true });
  const script = join(folder, 'writer.mjs');
  await writeFile(script, writer);
  const start = (name: string, count: number) =>
    spawn(process.execPath, [script, file, name, String(count)], { stdio: 'inherit' });
  const writers = [start('a', 1_500), start('b', 1_500)];
  const killed = start('c', 10_000_000);
  const ended = [...writers, killed].map((child) => once(child, 'exit'));
  while (!(await linesOf(file).catch(() => [])).some((line) => line.startsWith('c '))) await setTimeout(20);
  killed.kill('SIGKILL');
  await Promise.all(ended);

  const lines = await linesOf(file);
  const numbersOf = (name: string) =>
    lines.filter((line) => line.startsWith(`${name} `)).map((line) => Number(line.split(' ')[1]));
  const upTo = (count: number) => Array.from({ length: count }, (_, at) => at);

  expect(auditFilesOf(file).length).toBeGreaterThan(50);
  for (const name of ['a', 'b']) expect(numbersOf(name).toSorted((x, y) => x - y)).toEqual(upTo(1_500));
  const written = numbersOf('c').toSorted((x, y) => x - y);
  expect(written).toEqual(upTo(written.length));
}, 60_000);

test('a file that cannot be closed goes on being written, and that is reported', async () => {
  const reported = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  await writeAs(file, 'old\n', daysAgo(1));
  const audit = openAuditFile(file, { auditMaxMb: 1, auditRetentionDays: 365 });
  // A folder in the place of the file fails every operation, as a full disk does.
  await rm(file);
  await mkdir(file);

  audit.append('lost here, on stdout there\n');

  expect(reported.mock.calls.flat().join('')).toMatch(/^The audit file cannot be written: .*EISDIR/);
  reported.mockRestore();
});

test.each([
  ['AUDIT_MAX_MB', '0', /AUDIT_MAX_MB: expected a whole number from 1 to 10240/],
  ['AUDIT_RETENTION_DAYS', 'forever', /AUDIT_RETENTION_DAYS: expected a whole number from 1 to 3650/],
])('%s=%s stops the start with its name', async (name, value, message) => {
  const { readConfig } = await import('../../lambda/config/read-config.ts');
  const usual = { OIDC_ISSUER: 'https://login.example/', SIGNING_SECRETS: 'x'.repeat(32) };
  expect(() => readConfig({ ...usual, [name]: value })).toThrow(message);
});
