import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { reuseTests, runTests } from '../../scripts/ops/production-check/context/test-report.ts';

const run = promisify(execFile);
const writtenAt = Date.now();

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ops-assistant-'));
  await mkdir(join(root, 'test/protocol'), { recursive: true });
  for (const name of ['test/a.test.ts', 'test/protocol/b.test.ts', 'test/protocol/support.ts']) {
    await writeFile(join(root, name), '');
    await utimes(join(root, name), writtenAt / 1_000 - 60, writtenAt / 1_000 - 60);
  }
  await run('git', ['init', '-q'], { cwd: root });
  await run('git', ['add', '-A'], { cwd: root });
});
afterEach(() => rm(root, { recursive: true, force: true }));

test('a report of the whole suite is split into its parts', async () => {
  await report([
    result('test/a.test.ts', 'passed', 'passed', 'skipped'),
    result('test/protocol/b.test.ts', 'passed'),
  ]);

  expect(await reuseTests(root, 'report.json', 'rules')).toMatchObject({
    code: 0,
    files: [{ name: 'test/a.test.ts', passed: 2, failed: 0 }],
    expected: ['test/a.test.ts'],
  });
  expect(await reuseTests(root, 'report.json', 'protocol')).toMatchObject({
    files: [{ name: 'test/protocol/b.test.ts', passed: 1, failed: 0 }],
    expected: ['test/protocol/b.test.ts'],
  });
});

test('a failed test fails its own part only', async () => {
  await report([result('test/a.test.ts', 'passed'), result('test/protocol/b.test.ts', 'failed')]);

  expect((await reuseTests(root, 'report.json', 'rules')).code).toBe(0);
  expect((await reuseTests(root, 'report.json', 'protocol')).code).toBe(1);
});

test('a file that could not be loaded has failed', async () => {
  await report([{ name: join(root, 'test/a.test.ts'), status: 'failed', assertionResults: [] }]);

  expect(await reuseTests(root, 'report.json', 'rules')).toMatchObject({
    code: 1,
    files: [{ passed: 0, failed: 1 }],
  });
});

test('a report from before the last change does not count', async () => {
  await report([result('test/a.test.ts', 'passed')]);
  await utimes(join(root, 'test/a.test.ts'), writtenAt / 1_000 + 60, writtenAt / 1_000 + 60);

  await expect(reuseTests(root, 'report.json', 'rules')).rejects.toThrow('test/a.test.ts was changed after');
});

test('without a report it says how one is made', async () => {
  await expect(reuseTests(root, 'report.json', 'rules')).rejects.toThrow('npx vitest run');
});

test('tests that are run are counted from their own report', async () => {
  const checkout = join(import.meta.dirname, '../..');
  const { code, files, command } = await runTests(checkout, 'rules', ['test/env-example.test.ts']);

  expect(command).toContain('npx vitest run');
  expect(code).toBe(0);
  expect(files).toEqual([{ name: 'test/env-example.test.ts', passed: 2, failed: 0 }]);
});

function result(name: string, ...statuses: string[]) {
  const status = statuses.includes('failed') ? 'failed' : 'passed';
  return { name: join(root, name), status, assertionResults: statuses.map((each) => ({ status: each })) };
}

async function report(testResults: object[]): Promise<void> {
  await writeFile(join(root, 'report.json'), JSON.stringify({ startTime: writtenAt, testResults }));
}
