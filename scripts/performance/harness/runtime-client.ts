import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

/** The program that requests events from Lambda's Runtime API and calls the handler. */
export interface RuntimeClient {
  readonly name: string;
  readonly script: string;
}

const version = '4.0.2';
const root = join(import.meta.dirname, '../../..');
export const benchCache = join(root, 'node_modules/.cache/bench');
const project = join(benchCache, 'runtime');
const installed = join(project, 'node_modules/aws-lambda-ric');

/** AWS's own runtime interface client, compiled once; where that is impossible, our loop around the same API. */
export async function runtimeClient(): Promise<RuntimeClient> {
  const real = { name: `aws-lambda-ric ${version}`, script: join(installed, 'index.mjs') };
  if (isCompiled()) return real;
  try {
    await compile();
    if (isCompiled()) return real;
  } catch (error) {
    console.error(`aws-lambda-ric could not be compiled: ${firstLine(error)}`);
  }
  return { name: 'an event loop of our own', script: await buildEventLoop() };
}

function isCompiled(): boolean {
  return existsSync(join(installed, 'rapid-client.node'));
}

/** Takes minutes. It is not a dependency, so that `npm ci` needs no C++ compiler. */
async function compile(): Promise<void> {
  const headers = ['/usr', dirname(dirname(process.execPath))].find((folder) =>
    existsSync(join(folder, 'include/node/node_api.h')),
  );
  if (!headers) throw new Error('there are no Node headers on this machine');
  console.error('Compiling aws-lambda-ric, which takes a minute or two the first time …');
  await mkdir(project, { recursive: true });
  const manifest = { private: true, dependencies: { 'aws-lambda-ric': version } };
  await writeFile(join(project, 'package.json'), JSON.stringify(manifest));
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund'], {
    cwd: project,
    env: { ...process.env, npm_config_nodedir: headers },
    timeout: 600_000,
  });
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n')[0]!;
}

async function buildEventLoop(): Promise<string> {
  const outfile = join(benchCache, 'event-loop.cjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'runtime-event-loop.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
  });
  return outfile;
}
