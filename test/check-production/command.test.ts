import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeTotal, describeVerdict, reportAsJson } from '../../scripts/ops/production-check/report.ts';
import { objectsIn, readLogFile } from '../../scripts/ops/production-check/sources/log-records.ts';
import { readTokens } from '../../scripts/ops/production-check/sources/test-identities.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ops-assistant-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test.each([
  [[], '--url takes the http(s) URL'],
  [['--url', 'ftp://example.com/mcp'], '--url takes the http(s) URL'],
  [['--url', 'http://127.0.0.1:9/mcp', '--tokens', '/nowhere.json'], 'there is no such file'],
  [['--url', 'http://127.0.0.1:9/mcp'], "Set DATA_DIR to the server's"],
  [['--uri', 'http://127.0.0.1:9/mcp'], "Unknown option '--uri'"],
])('npm run check:production -- %j says what is wrong', async (args, message) => {
  const script = join(import.meta.dirname, '../../scripts/ops/production-check/production-check.ts');
  const { code, stderr } = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
    const env = { PATH: process.env.PATH, DATA_DIR: folder };
    execFile(process.execPath, [script, ...args], { env }, (error, _, stderr) =>
      resolve({ code: error?.code, stderr }),
    );
  });

  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/\n\s+at /);
});

describe('logs', () => {
  const record = '{"audit":true,"trace_id":"abc"}';

  test.each([
    ['as they are', 'server.log', `hello\n${record}\n`],
    [
      'as aws logs tail shows them',
      'tail.log',
      `2026-11-22T11:00:00 ${record}\n2026-11-22T11:00:01 cut {"audit":true,\n`,
    ],
    [
      'as aws logs filter-log-events prints them',
      'events.json',
      JSON.stringify({ events: [{ message: `${record}\n` }, {}] }, null, 4),
    ],
    ['packed, as they lie in the audit bucket', 'trail.gz', gzipSync(`${record}\n`)],
  ])('are read %s', async (_, name, content) => {
    const file = join(folder, name);
    await writeFile(file, content);

    expect(objectsIn(await readLogFile(file), '{"audit":true')).toEqual([{ audit: true, trace_id: 'abc' }]);
  });

  test('that are not there are missed by name', async () => {
    await expect(readLogFile('/nowhere.log')).rejects.toThrow('There is no file /nowhere.log');
  });
});

test('tokens are read by role, and a role that does not exist is refused', async () => {
  const file = join(folder, 'tokens.json');
  await writeFile(file, '{"worker":"eyJ","reader":"eyK"}');
  expect(await readTokens(file)).toEqual({ worker: 'eyJ', reader: 'eyK' });

  await writeFile(file, '{"admin":"eyJ"}');
  await expect(readTokens(file)).rejects.toThrow('expected a JSON object of tokens by role (worker, reader,');
});

describe('the report', () => {
  const verdicts = [
    {
      id: 'security-1',
      area: 'security',
      statement: 'Nobody is served.',
      passed: false,
      ms: 120,
      evidence: [
        { asked: 'GET /', answer: '401', holds: true },
        { asked: 'GET /x', answer: '200', holds: false },
      ],
    },
    { id: 'security-2', area: 'security', statement: 'All well.', passed: true, ms: 5, evidence: [] },
  ];

  test('shows for each item what was asked and what came back', () => {
    expect(describeVerdict(verdicts[0]!)).toBe(
      [
        'FAIL  security-1      Nobody is served.  (0.1 s)',
        '      · GET / → 401',
        '      ✗ GET /x → 200',
      ].join('\n'),
    );
    expect(describeTotal(verdicts)).toBe('1 of 2 items hold. Not: security-1.');
    expect(describeTotal(verdicts.slice(1))).toBe('1 of 1 items hold.');
  });

  test('is JSON with the same for machines', () => {
    expect(JSON.parse(reportAsJson('http://127.0.0.1/mcp', verdicts))).toMatchObject({
      url: 'http://127.0.0.1/mcp',
      passed: 1,
      failed: 1,
      items: verdicts,
    });
  });
});
