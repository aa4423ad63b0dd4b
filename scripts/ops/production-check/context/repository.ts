import { execFile } from 'node:child_process';
import { mkdtempDisposable, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { buildFunction } from '../../../bundle/build-function.ts';
import type { Given, Ran, Synthesis } from './check-context.ts';

type Repository = Pick<Given, 'synthesis' | 'typesAndLint' | 'bundledPackages'>;

/** What can be measured of a checkout with the programs it has installed. */
export function repositoryAt(root: string, stage: string): Repository {
  return {
    synthesis: () => synthesize(root, stage),
    typesAndLint: () => run(root, 'npm run check', ['npm', 'run', '--silent', 'check']),
    bundledPackages: () => bundledPackages(root),
  };
}

/** Runs a program of the checkout; any exit code is an answer. */
export async function run(root: string, command: string, [file, ...args]: string[]): Promise<Ran> {
  const env = { ...process.env, PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH}` };
  return new Promise((resolve) => {
    execFile(file!, args, { cwd: root, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
      resolve({ command, code, output: `${stdout}${stderr}` });
    });
  });
}

async function synthesize(root: string, stage: string): Promise<Synthesis> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-'));
  const command = `npx cdk synth --quiet -c stage=${stage}`;
  const args = ['synth', '--quiet', '--output', folder.path, '-c', `stage=${stage}`];
  const ran = await run(root, command, ['cdk', ...args]);
  if (ran.code !== 0) return { ...ran, findings: [], template: undefined };

  const files = await readdir(folder.path);
  const read = async (name: string) => JSON.parse(await readFile(join(folder.path, name), 'utf8'));
  const { pluginReports = [] } = files.includes('validation-report.json')
    ? ((await read('validation-report.json')) as Report)
    : {};
  return {
    ...ran,
    findings: pluginReports.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName)),
    template: await read(files.find((name) => name.endsWith('.template.json'))!),
  };
}

interface Report {
  readonly pluginReports?: readonly { readonly violations: readonly { readonly ruleName: string }[] }[];
}

/** The npm packages in what the stack deploys, as the bundler counts them. */
async function bundledPackages(root: string): Promise<string[]> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-'));
  const names = new Set<string>();
  for (const entry of await functionEntries(root)) {
    const { bytesByPackage } = await buildFunction(`lambda/handlers/${entry}`, join(folder.path, entry));
    for (const name of bytesByPackage.keys()) if (!/^(?:lambda|infra)(?:\/|$)/.test(name)) names.add(name);
  }
  return [...names];
}

/** What Lambda is told to start. */
async function functionEntries(root: string): Promise<string[]> {
  const files = (await readdir(join(root, 'lambda/handlers'))).filter((name) => name.endsWith('.ts'));
  const texts = await Promise.all(files.map((name) => readFile(join(root, 'lambda/handlers', name), 'utf8')));
  return files.filter((_, at) => /^export (?:const|async function) handler\b/m.test(texts[at]!));
}
