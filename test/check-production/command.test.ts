import { execFile } from 'node:child_process';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTokens } from '../../scripts/ops/production-check/context/identities.ts';
import { describeTotal, describeVerdict, reportAsJson } from '../../scripts/ops/production-check/report.ts';

test.each([
  [[], '--url takes the http(s) URL'],
  [['--url', 'ftp://example.com/mcp'], '--url takes the http(s) URL'],
  [['--url', 'http://127.0.0.1:9/mcp', '--tokens', '/nowhere.json'], 'there is no such file'],
  [['--url', 'http://127.0.0.1:9/mcp'], "Set DATA_DIR to the server's"],
  [['--uri', 'http://127.0.0.1:9/mcp'], "Unknown option '--uri'"],
])('npm run check:production -- %j says what is wrong', async (args, message) => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-'));
  const script = join(import.meta.dirname, '../../scripts/ops/production-check/production-check.ts');
  const env = { PATH: process.env.PATH, DATA_DIR: folder.path };
  const { code, stderr } = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
    execFile(process.execPath, [script, ...args], { env }, (error, _, stderr) =>
      resolve({ code: error?.code, stderr }),
    );
  });

  expect(code).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test('tokens are read by role, and a role that does not exist is refused', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-'));
  const file = join(folder.path, 'tokens.json');
  await writeFile(file, '{"worker":"eyJ","admin":"eyK"}');
  expect(await readTokens(file)).toEqual({ worker: 'eyJ', admin: 'eyK' });

  await writeFile(file, '{"boss":"eyJ"}');
  await expect(readTokens(file)).rejects.toThrow('expected a JSON object of tokens by role (worker, reader,');
});

const failed = {
  number: '1-3',
  title: { en: 'Authentication', ko: '인증' },
  passed: false,
  ms: 120,
  evidence: [
    { what: 'GET /', answer: '401', holds: true },
    { what: 'GET /x', answer: '200', holds: false },
  ],
};
const passed = { ...failed, number: '1-4', passed: true, evidence: [] };

test('the report shows for each item, in both languages, what was sent and what came back', () => {
  expect(describeVerdict(failed)).toBe(
    ['FAIL  1-3  Authentication · 인증  (0.1 s)', '       · GET / → 401', '       ✗ GET /x → 200'].join('\n'),
  );
  expect(describeTotal([failed, passed])).toBe(
    '1 of 2 items passed. Failed: (1-3)\n2개 항목 중 1개 통과, 실패 (1-3)',
  );
  expect(describeTotal([passed])).toBe('1 of 1 items passed.\n1개 항목 중 1개 통과');
});

test('the report is JSON with the same for machines', () => {
  expect(JSON.parse(reportAsJson('http://127.0.0.1/mcp', [failed, passed]))).toMatchObject({
    url: 'http://127.0.0.1/mcp',
    passed: 1,
    failed: 1,
    items: [failed, passed],
  });
});
