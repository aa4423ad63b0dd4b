import { mkdtempDisposable, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { CannotTell } from '../sources/inconclusive-error.ts';
import type { TestPart, TestReport } from './check-context.ts';
import { run } from './repository.ts';

/** Runs one part of the tests, or `only` some files of it, and reads what Vitest reports. */
export async function runTests(
  root: string,
  part: TestPart,
  only: readonly string[] = [],
): Promise<TestReport> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-'));
  const file = join(folder.path, 'report.json');
  const filter =
    part === 'protocol' ? protocolTests : protocolTests.flatMap((name) => ['--exclude', `${name}**`]);
  const command = ['npx vitest run', ...only, ...filter].join(' ');
  const { code, output } = await run(root, command, [
    'vitest',
    'run',
    ...only,
    ...filter,
    '--reporter=json',
    `--outputFile=${file}`,
  ]);
  const files = await readReport(file, root).catch(() => {
    throw new Error(`${command} wrote no report: ${output.slice(-300)}`);
  });
  return { command, code, files: files.results, expected: (await testFiles(root)).filter(belongsTo(part)) };
}

/** Reads a report of the whole suite that was written after the last change to the code it is about. */
export async function reuseTests(root: string, file: string, part: TestPart): Promise<TestReport> {
  const { startTime, results } = await readReport(resolve(root, file), root).catch(() => {
    throw new CannotTell(
      `there is no report ${file}: npx vitest run --reporter=default --reporter=json --outputFile.json=${file}`,
    );
  });
  const newest = await newestChange(root);
  if (newest.time > startTime) {
    throw new CannotTell(`${newest.file} was changed after the tests of ${file} ran: run them again`);
  }
  const belongs = belongsTo(part);
  const files = results.filter(({ name }) => belongs(name));
  const failed = files.some((each) => each.failed > 0);
  return {
    command: `${file}, written ${new Date(startTime).toISOString()}`,
    code: failed ? 1 : 0,
    files,
    expected: (await testFiles(root)).filter(belongs),
  };
}

const protocolTests = ['test/protocol/', 'test/user-story.test.ts'];

function belongsTo(part: TestPart): (name: string) => boolean {
  return (name) => protocolTests.some((prefix) => name.startsWith(prefix)) === (part === 'protocol');
}

async function readReport(file: string, root: string) {
  const report = JSON.parse(await readFile(file, 'utf8')) as VitestReport;
  const count = (results: { status: string }[], status: string) =>
    results.filter((each) => each.status === status).length;
  return {
    startTime: report.startTime,
    results: report.testResults.map(({ name, status, assertionResults }) => ({
      name: relative(root, name),
      passed: count(assertionResults, 'passed'),
      // A file that could not be loaded has no results at all.
      failed: Math.max(count(assertionResults, 'failed'), status === 'failed' ? 1 : 0),
    })),
  };
}

interface VitestReport {
  readonly startTime: number;
  readonly testResults: { name: string; status: string; assertionResults: { status: string }[] }[];
}

async function testFiles(root: string): Promise<string[]> {
  return (await trackedFiles(root)).filter((name) => /^test\/.*\.test\.ts$/.test(name));
}

async function newestChange(root: string): Promise<{ file: string; time: number }> {
  const files = (await trackedFiles(root)).filter((name) => /^(?:lambda|infra|scripts|test)\//.test(name));
  const times = await Promise.all(
    files.map(async (file) => ({ file, time: (await stat(join(root, file))).mtimeMs })),
  );
  return times.reduce((newest, each) => (each.time > newest.time ? each : newest), { file: '', time: 0 });
}

async function trackedFiles(root: string): Promise<string[]> {
  const { output } = await run(root, 'git ls-files', ['git', 'ls-files']);
  return output.split('\n').filter(Boolean);
}
