import { execFile } from 'node:child_process';
import { mkdtempDisposable, readdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, relative, resolve } from 'node:path';
import { MissingInput } from './evidence.ts';
import type { Json } from './target-server.ts';

export interface Ran {
  readonly code: number;
  readonly output: string;
}

/** Runs a program of the checkout; any exit code is an answer. */
export async function run(root: string, [file, ...args]: string[], env = process.env): Promise<Ran> {
  const PATH = `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH}`;
  const options = { cwd: root, env: { ...env, PATH }, maxBuffer: 64 * 1024 * 1024, timeout: 3_600_000 };
  return new Promise((resolve) => {
    execFile(file!, args, options, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
      resolve({ code, output: `${stdout}${stderr}` });
    });
  });
}

export async function trackedFiles(root: string): Promise<string[]> {
  const { output } = await run(root, ['git', 'ls-files', '-z']);
  return output.split('\0').filter(Boolean);
}

export const read = (root: string, file: string) => readFile(join(root, file), 'utf8');

export interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Json }>>;
}

/** The template as `cdk deploy` would send it. */
export async function synthesize(root: string, options: readonly string[]): Promise<Template> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-'));
  const context = options.flatMap((option) => ['-c', option]);
  const { code, output } = await run(root, ['cdk', 'synth', '--quiet', '--output', folder.path, ...context]);
  const file = (await readdir(folder.path)).find((name) => name.endsWith('.template.json'));
  if (code !== 0 || !file) throw new Error(`cdk synth ${context.join(' ')}: ${output.trim().slice(-300)}`);
  return JSON.parse(await readFile(join(folder.path, file), 'utf8'));
}

export interface TestReport {
  /** Where it comes from, for people. */
  readonly source: string;
  readonly files: readonly { readonly name: string; readonly passed: number; readonly failed: number }[];
  /** Every test file of the checkout. */
  readonly expected: readonly string[];
}

export async function runTests(root: string): Promise<TestReport> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-'));
  const file = join(folder.path, 'report.json');
  const { output } = await run(root, ['vitest', 'run', '--reporter=json', `--outputFile=${file}`]);
  const report = await parseReport(root, file).catch(() => {
    throw new Error(`npx vitest run wrote no report: ${output.slice(-300)}`);
  });
  return { source: 'npx vitest run', files: report.files, expected: await testFiles(root) };
}

/** Reads a report of the whole suite; it must be younger than the code that it is about. */
export async function readTestReport(root: string, file: string): Promise<TestReport> {
  const { startTime, files } = await parseReport(root, resolve(root, file)).catch(() => {
    throw new MissingInput(
      `needs a report of the tests: npx vitest run --reporter=default --reporter=json --outputFile.json=${file}`,
    );
  });
  for (const name of await trackedFiles(root)) {
    if (!/^(?:lambda|infra|scripts|test)\//.test(name)) continue;
    const changed = await stat(join(root, name)).catch(() => undefined);
    if (changed && changed.mtimeMs > startTime) {
      throw new MissingInput(`${name} was changed after the tests of ${file} ran: run them again`);
    }
  }
  const source = `${file}, written ${new Date(startTime).toISOString()}`;
  return { source, files, expected: await testFiles(root) };
}

interface VitestReport {
  readonly startTime: number;
  readonly testResults: { name: string; status: string; assertionResults: { status: string }[] }[];
}

async function parseReport(root: string, file: string) {
  const { startTime, testResults } = JSON.parse(await readFile(file, 'utf8')) as VitestReport;
  return {
    startTime,
    files: testResults.map(({ name, status, assertionResults }) => {
      const count = (wanted: string) => assertionResults.filter((each) => each.status === wanted).length;
      // A file that could not be loaded has no results at all.
      const failed = Math.max(count('failed'), status === 'failed' ? 1 : 0);
      return { name: relative(root, name), passed: count('passed'), failed };
    }),
  };
}

async function testFiles(root: string): Promise<string[]> {
  return (await trackedFiles(root)).filter((name) => /^test\/.*\.test\.ts$/.test(name));
}
