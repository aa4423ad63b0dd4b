import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import * as YAML from 'yaml';
import * as z from 'zod';

export interface SuiteResult {
  readonly exitCode: number | null;
  /** What the suite said; its last lines name every scenario. */
  readonly output: string;
  /** Of the scenarios that the revision requires. */
  readonly scenarios: { readonly passed: number; readonly required: number };
  /** Of all scenarios that were run, the optional ones too. */
  readonly checksPassed: number;
}

const suite = resolve(import.meta.dirname, '../../node_modules/@modelcontextprotocol/conformance');

/** Revisions of which the suite has a frozen set of requirements; of any other it runs every scenario. */
const frozen = ['2026-07-28', '2025-11-25'];

/** Runs what the suite requires of one revision; the exit code is 0 when exactly the expected entries fail. */
export async function runConformance(
  url: string,
  revision: string,
  expectedFailures: readonly string[],
): Promise<SuiteResult> {
  const directory = await mkdtemp(join(tmpdir(), 'conformance-'));
  try {
    const baseline = join(directory, 'baseline.yml');
    const results = join(directory, 'results');
    await writeFile(baseline, YAML.stringify({ server: expectedFailures }));
    const scope = frozen.includes(revision)
      ? ['--requirements', revision]
      : ['--suite', 'all', '--spec-version', revision];
    const options = [...scope, '--expected-failures', baseline, '--output-dir', results];
    const child = spawn(process.execPath, [join(suite, 'dist/index.js'), 'server', '--url', url, ...options]);
    const [output, errors, [exitCode]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit') as Promise<[number | null]>,
    ]);
    return { exitCode, output: output + errors, ...(await count(results, revision)) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

type Check = { readonly status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO' };

async function count(results: string, revision: string) {
  const all = new Map<string, Check[]>();
  for (const directory of await readdir(results)) {
    const scenario = directory.replace(/^server-/, '').replace(/-\d{4}-\d\d-\d\dT[\d-]+Z$/, '');
    all.set(scenario, JSON.parse(await readFile(join(results, directory, 'checks.json'), 'utf8')));
  }
  const required = frozen.includes(revision) ? await requiredOf(revision) : [...all.keys()];
  const passed = required.filter((scenario) => isPassed(all.get(scenario) ?? []));
  const checks = [...all.values()].flat();
  return {
    scenarios: { passed: passed.length, required: required.length },
    checksPassed: checks.filter(({ status }) => status === 'SUCCESS').length,
  };
}

async function requiredOf(revision: string): Promise<string[]> {
  const requirements = await readFile(join(suite, 'requirements', `${revision}.yaml`), 'utf8');
  return z.object({ server: z.array(z.string()) }).parse(YAML.parse(requirements)).server;
}

/** As the suite's own summary counts: a warning is no failure. */
function isPassed(checks: readonly Check[]): boolean {
  const statuses = checks.map(({ status }) => status);
  return checks.length > 0 && !statuses.includes('FAILURE');
}
