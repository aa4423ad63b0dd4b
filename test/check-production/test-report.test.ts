import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readTestReport } from '../../scripts/ops/production-check/context/repository.ts';

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

test('a report is counted by file, beside the test files that there are', async () => {
  await report([
    result('test/a.test.ts', 'passed', 'passed', 'skipped'),
    result('test/protocol/b.test.ts', 'failed'),
  ]);

  expect(await readTestReport(root, 'report.json')).toMatchObject({
    files: [
      { name: 'test/a.test.ts', passed: 2, failed: 0 },
      { name: 'test/protocol/b.test.ts', passed: 0, failed: 1 },
    ],
    expected: ['test/a.test.ts', 'test/protocol/b.test.ts'],
  });
});

test('a file that could not be loaded has failed', async () => {
  await report([{ name: join(root, 'test/a.test.ts'), status: 'failed', assertionResults: [] }]);

  expect(await readTestReport(root, 'report.json')).toMatchObject({ files: [{ passed: 0, failed: 1 }] });
});

test('a report from before the last change does not count', async () => {
  await report([result('test/a.test.ts', 'passed')]);
  await utimes(join(root, 'test/a.test.ts'), writtenAt / 1_000 + 60, writtenAt / 1_000 + 60);

  await expect(readTestReport(root, 'report.json')).rejects.toThrow('test/a.test.ts was changed after');
});

test('without a report it says how one is made', async () => {
  await expect(readTestReport(root, 'report.json')).rejects.toThrow('npx vitest run');
});

function result(name: string, ...statuses: string[]) {
  const status = statuses.includes('failed') ? 'failed' : 'passed';
  return { name: join(root, name), status, assertionResults: statuses.map((each) => ({ status: each })) };
}

async function report(testResults: object[]): Promise<void> {
  await writeFile(join(root, 'report.json'), JSON.stringify({ startTime: writtenAt, testResults }));
}
