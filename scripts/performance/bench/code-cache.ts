import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { defineCommand, runCommand, say } from '../../cli.ts';
import { startTestEnvironment } from '../harness/test-environment.ts';
import { makeCodeCache } from './make-code-cache.ts';

export const command = defineCommand(
  'code-cache',
  say(
    "Lays V8's code cache beside a built function. Only the very Node that made it takes it: on a machine whose Node is " +
      "Lambda's (arm64, Node 24), or with --image in Lambda's own image.",
    '빌드한 함수 옆에 V8 코드 캐시를 만듭니다. 만든 것과 같은 Node만 이 캐시를 쓸 수 있습니다.',
  ),
  ['npm run code-cache -- dist/function', 'npm run code-cache -- dist/function --image'],
)
  .argument('<folder>', say('of the built function', '빌드한 함수의 폴더'))
  .option('--image', say("run Lambda's image by docker, podman or finch", 'Lambda 이미지에서 실행'), false)
  .action(create);

const image = 'public.ecr.aws/lambda/nodejs:24';
/** Must equal the flags of Lambda's bootstrap, because V8 compares them. */
const nodeFlags = ['--expose-gc'];

async function create(path: string, options: { readonly image: boolean }): Promise<void> {
  const folder = resolve(path);
  await using test = await startTestEnvironment();
  const { environment, token } = test;
  if (!options.image) {
    await makeCodeCache(folder, { environment, token, command: [process.execPath, ...nodeFlags] });
    return;
  }
  const variables = Object.keys(environment).flatMap((name) => ['--env', name]);
  const mount = ['--volume', `${folder}:/var/task`, '--entrypoint', '/var/lang/bin/node'];
  const run = ['run', '--rm', '--platform', 'linux/arm64', '--network', 'host', ...mount, ...variables];
  await makeCodeCache(folder, {
    environment,
    token,
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

if (import.meta.main) await runCommand(command);
