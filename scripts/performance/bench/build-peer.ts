import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type BuiltFunction, buildFunction } from '../../bundle/build-function.ts';
import { benchCache } from '../harness/runtime-client.ts';

/**
 * The packages of each peer are installed in a separate project: they are no dependencies of this repository, and some
 * need older versions.
 */
const packagesOf = {
  'middy-mcp': {
    'middy-mcp': '0.1.6',
    '@middy/core': '6.4.5',
    '@middy/http-error-handler': '6.4.5',
    '@modelcontextprotocol/sdk': '1.22.0', // later versions answer every request with 422
    zod: '3.25.76',
  },
  'usual-packages': {
    '@aws-lambda-powertools/logger': '2.36.0',
    '@aws-lambda-powertools/metrics': '2.36.0',
    '@aws-sdk/client-dynamodb': '3.1162.0',
    '@aws-sdk/lib-dynamodb': '3.1162.0',
    '@codegenie/serverless-express': '5.0.0',
    '@modelcontextprotocol/sdk': '1.32.2',
    express: '5.3.0',
    jose: '6.2.17',
    zod: '4.6.7',
  },
} as const;

export type Peer = keyof typeof packagesOf;

/** Installs missing packages, and bundles the peer with the packages unchanged. */
export async function buildPeer(
  peer: Peer,
): Promise<{ folder: string; handler: string; built: BuiltFunction }> {
  const project = join(benchCache, peer);
  await install(project, packagesOf[peer]);
  const entry = join(project, 'index.mjs');
  await copyFile(join(import.meta.dirname, `handlers/${peer}.mjs`), entry);
  const folder = join(project, 'built');
  const built = await buildFunction(entry, folder, { asPublished: true });
  return { folder, handler: built.handler, built };
}

async function install(project: string, dependencies: Readonly<Record<string, string>>): Promise<void> {
  const manifest = JSON.stringify({ private: true, dependencies });
  const path = join(project, 'package.json');
  const isInstalled = (await readFile(join(project, 'installed'), 'utf8').catch(() => '')) === manifest;
  if (isInstalled) return;
  await mkdir(project, { recursive: true });
  await writeFile(path, manifest);
  const options = ['install', '--ignore-scripts', '--no-audit', '--no-fund'];
  await promisify(execFile)('npm', options, { cwd: project, timeout: 600_000 });
  await writeFile(join(project, 'installed'), manifest);
}
