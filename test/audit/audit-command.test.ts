import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const script = resolve(import.meta.dirname, '../../scripts/ops/audit/audit.ts');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-command-'));
});
afterAll(() => rm(folder, { recursive: true }));

function run(args: readonly string[], input = '', env: Record<string, string> = {}) {
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((done) => {
    const child = execFile(
      process.execPath,
      [script, ...args],
      { env: { ...process.env, DATA_DIR: folder, ...env } },
      (_, stdout, stderr) => done({ code: child.exitCode, stdout, stderr }),
    );
    child.stdin?.end(input);
  });
}

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
let number = 0;

function record(overrides: Record<string, unknown> = {}) {
  number += 1;
  return {
    audit: true,
    time: minutesAgo(1),
    request_id: `request-${number}`,
    sub: 'alice',
    caller_id: 'id-of-alice',
    method: 'tools/call',
    target: 'get_ticket',
    outcome: 'ok',
    status: 200,
    ms: 10,
    ...overrides,
  };
}

const linesOf = (records: readonly object[]) => records.map((entry) => `${JSON.stringify(entry)}\n`).join('');

describe('what is selected', () => {
  const records = [
    record({ time: minutesAgo(90) }),
    record({ time: minutesAgo(50), sub: 'bob', caller_id: 'id-of-bob' }),
    record({ outcome: 'denied', error_code: '403', status: 403 }),
    record({ sub: '[email]', caller_id: 'id-of-kim', outcome: 'denied' }),
  ];
  const [old, ofBob, denied, ofKim] = records.map(({ request_id }) => request_id);

  test.each<[string[], (string | undefined)[]]>([
    [[], [old, ofBob, denied, ofKim]],
    [
      ['--since', '1h'],
      [ofBob, denied, ofKim],
    ],
    [
      ['--since', '2h'],
      [old, ofBob, denied, ofKim],
    ],
    [
      ['--since', '120s'],
      [denied, ofKim],
    ],
    [['--sub', 'bob'], [ofBob]],
    [['--sub', 'id-of-kim'], [ofKim]],
    [
      ['--outcome', 'denied'],
      [denied, ofKim],
    ],
    [['--since', '1d', '--sub', 'alice', '--outcome', 'denied'], [denied]],
    [['--sub', 'nobody'], []],
  ])('%j', async (args, expected) => {
    const { code, stdout, stderr } = await run([...args, '--file', '-', '--json'], linesOf(records));

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout).records.map(({ request_id }: { request_id: string }) => request_id)).toEqual(
      expected,
    );
  });
});

describe('what is shown', () => {
  const records = [
    ...Array.from({ length: 20 }, (_, at) => record({ ms: at + 1 })),
    record({ target: 'create_ticket', ms: 100, outcome: 'limited', error_code: 'RATE_LIMITED' }),
    record({ target: 'create_ticket', ms: 101, outcome: 'failed', error_code: 'UNAVAILABLE' }),
    record({ target: 'create_ticket', ms: 102, outcome: 'limited', error_code: 'RATE_LIMITED' }),
    record({ method: 'tools/list', target: undefined, ms: 3 }),
    {
      ...record({ method: 'gateway POST', outcome: 'denied', error_code: 'UNAUTHORIZED', status: 401 }),
      sub: undefined,
    },
  ];

  test('three summaries, of failures, calls and times', async () => {
    const { stdout } = await run(['--file', '-', '--json'], linesOf(records));

    expect(JSON.parse(stdout)).toMatchObject({
      failures: [
        { code: 'RATE_LIMITED', count: 2 },
        { code: 'UNAUTHORIZED', count: 1 },
        { code: 'UNAVAILABLE', count: 1 },
      ],
      calls: [
        { tool: 'get_ticket', count: 20, failed: 0 },
        { tool: 'create_ticket', count: 3, failed: 3 },
      ],
      times: [
        { tool: 'get_ticket', mean_ms: 10.5, p95_ms: 19 },
        { tool: 'create_ticket', mean_ms: 101, p95_ms: 102 },
      ],
    });
  });

  test('a table for people, one line per request, with the summaries under it', async () => {
    const { stdout } = await run(['--file', '-'], linesOf(records));
    const rows = stdout.split('\n').map((row) => row.trim().replace(/ {2,}/g, ' | '));

    expect(rows[0]).toBe('time | outcome | code | who | what | ms | request');
    expect(rows).toContainEqual(
      expect.stringMatching(
        /Z \| limited \| RATE_LIMITED \| alice \| tools\/call create_ticket \| 100 \| request-\d+$/,
      ),
    );
    expect(rows).toContainEqual(
      expect.stringMatching(/Z \| denied \| UNAUTHORIZED \| - \| gateway POST get_ticket \| 10 \|/),
    );
    expect(rows.slice(rows.indexOf('Failures by code'))).toEqual(
      expect.arrayContaining(['RATE_LIMITED | 2', 'get_ticket | 20 | 0', 'get_ticket | 10.5 | 19']),
    );
  });

  test('words that searches did not find are counted by word, without the caller', async () => {
    const missed = (word: string, searched?: string) =>
      record({ target: 'search_policy', missed_words: [{ word, ...(searched && { searched }) }] });
    const input = linesOf([missed('recipt', 'receipt'), missed('꿀단지'), missed('꿀단지')]);

    const { stdout } = await run(['--file', '-'], input);
    const rows = stdout.split('\n').map((row) => row.trim().replace(/ {2,}/g, ' | '));
    const { missedWords } = JSON.parse((await run(['--file', '-', '--json'], input)).stdout);

    expect(missedWords).toEqual([
      { word: '꿀단지', searched: '', count: 2 },
      { word: 'recipt', searched: 'receipt', count: 1 },
    ]);
    expect(rows.slice(rows.indexOf('Words that searches did not find'))).toEqual(
      expect.arrayContaining(['꿀단지 | - | 2', 'recipt | receipt | 1']),
    );
  });

  test('a person whose subject is masked can still be told from others', async () => {
    const { stdout } = await run(
      ['--file', '-'],
      linesOf([record({ sub: '[email]', caller_id: 'id-of-kim' })]),
    );

    expect(stdout).toContain('id-of-kim');
  });

  test('nothing that the terminal would obey, and no line that was not there', async () => {
    const evil = record({ target: 'x\u001b[2J\n2026 ok alice', sub: '\u009b31mred\u202e' });
    const { stdout } = await run(['--file', '-'], linesOf([evil]));

    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(stdout.split('\n').filter((row) => row.includes('2026 ok'))).toHaveLength(3);
  });

  test('a word instead of an empty table', async () => {
    expect(await run(['--file', '-'], '')).toEqual({ code: 0, stdout: 'No records.\n', stderr: '' });
  });
});

describe('a table per person or client', () => {
  const records = [
    record({ client_id: 'claude', ms: 5 }),
    record({ client_id: 'claude', outcome: 'denied', suspicion: 'refused_scope', time: minutesAgo(9) }),
    record({ client_id: 'codex', sub: 'bob', caller_id: 'id-of-bob', outcome: 'failed', ms: 99 }),
    record({ client_id: 'codex', sub: '[email]', caller_id: 'id-of-kim' }),
    { ...record({ outcome: 'denied', suspicion: 'forged_token' }), sub: undefined, caller_id: undefined },
  ];
  const rowsOf = (stdout: string) => stdout.split('\n').map((row) => row.trim().replace(/ {2,}/g, ' | '));

  test('of people, the busiest first, in English and Korean', async () => {
    const english = rowsOf((await run(['--by', 'person', '--file', '-'], linesOf(records))).stdout);
    const korean = await run(['--by', 'person', '--file', '-'], linesOf(records), {
      LANG: 'ko_KR.UTF-8',
      LC_ALL: '',
    });

    expect(english[0]).toBe('person | calls | failed | refused | suspected | p95 ms | last');
    expect(english.slice(1, 5).map((row) => row.replace(/ \| \S+$/, ''))).toEqual([
      'alice | 2 | 0 | 1 | 1 | 10',
      '- | 1 | 0 | 1 | 1 | 10',
      'bob | 1 | 1 | 0 | 0 | 99',
      'id-of-kim | 1 | 0 | 0 | 0 | 10',
    ]);
    expect(rowsOf(korean.stdout)[0]).toBe('사람 | 호출 | 오류 | 거부 | 의심 | p95 ms | 마지막');
  });

  test('of clients, as JSON and as a picture', async () => {
    const file = join(folder, 'clients.png');
    const args = ['--by', 'client', '--json', '--chart', file, '--file', '-'];
    const { by, rows } = JSON.parse((await run(args, linesOf(records))).stdout);

    expect({ by, names: rows.map(({ name }: { name: string }) => name) }).toEqual({
      by: 'client',
      names: ['claude', 'codex', '-'],
    });
    const png = await readFile(file);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.readUInt32BE(20)).toBe(3 * 24 + 20);
  });
});

describe('where records come from', () => {
  test('the local server’s file, which DATA_DIR or AUDIT_FILE names', async () => {
    await writeFile(join(folder, 'audit.jsonl'), linesOf([record({ request_id: 'in-data-dir' })]));
    await writeFile(join(folder, 'other.jsonl'), linesOf([record({ request_id: 'in-audit-file' })]));

    expect((await run([])).stdout).toContain('in-data-dir');
    expect((await run([], '', { AUDIT_FILE: join(folder, 'other.jsonl') })).stdout).toContain(
      'in-audit-file',
    );
    expect((await run(['--file', join(folder, 'other.jsonl')])).stdout).toContain('in-audit-file');
  });

  test('a packed object of the audit trail', async () => {
    const file = join(folder, 'trail.jsonl.gz');
    await writeFile(file, gzipSync(linesOf([record({ request_id: 'packed' })])));

    expect((await run(['--file', file])).stdout).toContain('packed');
  });

  test('lines of CloudWatch and S3, whatever is around them, other log lines among them', async () => {
    const text = JSON.stringify(record({ request_id: 'in-a-message' }));
    const accessLog = {
      time: '22/Nov/2026:10:57:51 +0000',
      request_id: 'from-the-gateway',
      ip: '203.0.113.9',
      method: 'POST',
      status: '401',
      error: 'UNAUTHORIZED',
      integration_status: '-',
      ms: '3',
    };
    const lines = [
      `2026-11-22T10:00:00.000Z ${JSON.stringify(record({ request_id: 'after-a-time' }))}`,
      JSON.stringify({ '@timestamp': 'x', '@message': text.replace('in-a-message', 'in-insights') }),
      JSON.stringify({ timestamp: 1, message: text, ingestionTime: 2 }),
      `            "message": ${JSON.stringify(text.replace('in-a-message', 'in-pretty-json'))},`,
      JSON.stringify(accessLog),
      JSON.stringify({
        ...accessLog,
        request_id: 'served',
        error: '-',
        status: '200',
        integration_status: '200',
      }),
      '{"level":"INFO","message":"401: The token has expired."}',
      '{"_aws":{"Timestamp":1},"Calls":1}',
    ];

    const { stdout, stderr } = await run(['--file', '-', '--json'], lines.join('\r\n'));

    const { records } = JSON.parse(stdout);
    expect(records.map(({ request_id }: { request_id: string }) => request_id)).toEqual([
      'after-a-time',
      'in-insights',
      'in-a-message',
      'in-pretty-json',
      'from-the-gateway',
    ]);
    expect(records.at(-1)).toMatchObject({
      time: '2026-11-22T10:57:51.000Z',
      method: 'gateway POST',
      outcome: 'denied',
      error_code: 'UNAUTHORIZED',
      status: 401,
    });
    expect(stderr).toBe('');
  });

  test('lines that are no records are counted, not hidden', async () => {
    const { code, stderr } = await run(['--file', '-'], 'Ctrl-C\n{"audit":true,"outcome":"great"}\n[1]\n');

    expect(code).toBe(0);
    expect(stderr).toBe('3 lines are not audit records and were skipped.\n');
  });
});

describe('a wrong command', () => {
  test.each([
    [['--since', 'yesterday'], /--since takes a time such as 15m, 1h or 7d, not "yesterday"/],
    [['--since', '1w'], /--since takes/],
    [['--outcome', 'great'], /--outcome is one of ok, rejected, denied, limited, failed, not "great"/],
    [['--whose', 'alice'], /--whose/],
    [['--by', 'tool'], /--by is one of person, client, not "tool"/],
    [['--chart', 'x.svg', '--by', 'client'], /--chart takes the name of a \.png file/],
    [['--chart', 'x.png'], /needs --by/],
    [['--since'], /--since/],
    [['alice'], /alice/],
  ])('%j is reported with a hint to --help, and ends with 2', async (args, message) => {
    const { code, stdout, stderr } = await run(args);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toContain('See: ops-assistant audit --help');
  });

  test('a file that is not there ends with 1, and says where it comes from', async () => {
    const { code, stderr } = await run([], '', { DATA_DIR: join(folder, 'nowhere') });

    expect(code).toBe(1);
    expect(stderr).toMatch(/^There is no .*nowhere.*npm start\n$/);
  });

  test('--help shows the usage', async () => {
    expect(await run(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('--since') });
  });
});
