import { execFile } from 'node:child_process';
import { mkdtempDisposable, readdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, relative, resolve } from 'node:path';
import { MissingInput } from './evidence.ts';
import type { Json } from './target-server.ts';

/** Runs a program of the checkout; a non-zero exit code is not an error. */
export async function run(root: string, [file, ...args]: string[], env = process.env) {
  const PATH = `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH}`;
  const options = { cwd: root, env: { ...env, PATH }, maxBuffer: 64 * 1024 * 1024, timeout: 3_600_000 };
  return new Promise<{ code: number; output: string }>((resolve) => {
    execFile(file!, args, options, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
      resolve({ code, output: `${stdout}${stderr}` });
    });
  });
}

export async function trackedFiles(root: string): Promise<string[]> {
  return (await run(root, ['git', 'ls-files', '-z'])).output.split('\0').filter(Boolean);
}

export const read = (root: string, file: string) => readFile(join(root, file), 'utf8');

export interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Json }>>;
}

/** The template that `cdk deploy` would send. */
export async function synthesize(root: string, options: readonly string[]): Promise<Template> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-'));
  const context = options.flatMap((option) => ['-c', option]);
  const { code, output } = await run(root, ['cdk', 'synth', '--quiet', '--output', folder.path, ...context]);
  const file = (await readdir(folder.path)).find((name) => name.endsWith('.template.json'));
  if (code !== 0 || !file) throw new Error(`cdk synth ${context.join(' ')}: ${output.trim().slice(-300)}`);
  return JSON.parse(await readFile(join(folder.path, file), 'utf8'));
}

export async function runTests(root: string) {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-'));
  const file = join(folder.path, 'report.json');
  const { output } = await run(root, ['vitest', 'run', '--reporter=json', `--outputFile=${file}`]);
  const report = await parseReport(root, file).catch(() => {
    throw new Error(`npx vitest run did not write a report: ${output.slice(-300)}`);
  });
  return { ...report, source: 'npx vitest run' };
}

/** Reads a report of the whole suite; throws if it is older than the code. */
export async function readTestReport(root: string, file: string) {
  const report = await parseReport(root, resolve(root, file)).catch(() => {
    const command = `npx vitest run --reporter=default --reporter=json --outputFile.json=${file}`;
    throw new MissingInput(`needs a report of the tests: ${command}`);
  });
  for (const name of await trackedFiles(root)) {
    if (!/^(?:lambda|infra|scripts|test)\//.test(name)) continue;
    const changed = await stat(join(root, name)).catch(() => undefined);
    if (changed && changed.mtimeMs > report.startTime)
      throw new MissingInput(`${name} was changed after the tests of ${file} ran: run the tests again`);
  }
  return { ...report, source: `${file}, written ${new Date(report.startTime).toISOString()}` };
}

interface VitestReport {
  readonly startTime: number;
  readonly testResults: { name: string; status: string; assertionResults: { status: string }[] }[];
}

/** The numbers of passed and failed tests per file, and every test file of the checkout. */
async function parseReport(root: string, file: string) {
  const { startTime, testResults } = JSON.parse(await readFile(file, 'utf8')) as VitestReport;
  const files = testResults.map(({ name, status, assertionResults }) => {
    const count = (result: string) => assertionResults.filter((each) => each.status === result).length;
    // A file that could not be loaded has no results.
    const failed = Math.max(count('failed'), status === 'failed' ? 1 : 0);
    return { name: relative(root, name), passed: count('passed'), failed };
  });
  const expected = (await trackedFiles(root)).filter((name) => /^test\/.*\.test\.ts$/.test(name));
  return { startTime, files, expected };
}
