import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { exitWithError } from '../../cli.ts';
import { startTestEnvironment } from '../harness/test-environment.ts';
import { makeCodeCache } from './make-code-cache.ts';

const usage = `Usage: npm run code-cache -- FOLDER [--image]

Lays V8's code cache beside the built function in FOLDER. Only the very Node that made it takes it: on a machine whose
Node is Lambda's (arm64, Node 24), or with --image in Lambda's own image, by docker, podman or finch.`;

const image = 'public.ecr.aws/lambda/nodejs:24';
/** As Lambda's own bootstrap starts it: V8 compares flags as well. */
const nodeFlags = ['--expose-gc'];

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { image: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  const [given] = positionals;
  if (values.help || !given) {
    console.log(usage);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const folder = resolve(given);
  await using test = await startTestEnvironment();
  const { environment } = test;
  if (!values.image) {
    await makeCodeCache(folder, { environment, command: [process.execPath, ...nodeFlags] });
    return;
  }
  const variables = Object.keys(environment).flatMap((name) => ['--env', name]);
  const mount = ['--volume', `${folder}:/var/task`, '--entrypoint', '/var/lang/bin/node'];
  const run = ['run', '--rm', '--platform', 'linux/arm64', '--network', 'host', ...mount, ...variables];
  await makeCodeCache(folder, {
    environment,
    command: [await findEngine(), ...run, image, ...nodeFlags],
    folderThere: '/var/task',
  });
}

async function findEngine(): Promise<string> {
  for (const engine of ['docker', 'podman', 'finch']) {
    const answers = await promisify(execFile)(engine, ['version']).catch(() => undefined);
    if (answers) return engine;
  }
  throw new Error('--image needs docker, podman or finch; none answers here.');
}

await main().catch(exitWithError);
