import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { defineCommand, runCommand, say } from '../cli.ts';
import { makeBaseImage } from './base-image.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const registryImage = 'docker.io/library/node:24-slim';

export interface ImageOptions {
  readonly tag: string;
  /** A stage of the Dockerfile; default: the last one. */
  readonly target?: string;
  /** Builds the base image from this machine, without a registry. */
  readonly standIn?: boolean;
  /** Copies the packages of this checkout instead of running `npm ci`. */
  readonly installedPackages?: boolean;
}

/**
 * Builds infra/container/Dockerfile with buildah, which needs no daemon; `storage` contains its options for another
 * storage.
 */
export async function buildImage(options: ImageOptions, storage: readonly string[] = []): Promise<string> {
  const base = await chooseBaseImage(options, storage);
  const packages = `${join(root, 'node_modules')}:/build/node_modules:ro`;
  const { stdout, stderr } = await run(
    'buildah',
    [
      ...storage,
      ...['bud', '--isolation', 'chroot', '--network', 'host', '--format', 'docker', '--layers=false'],
      ...(base === registryImage ? [] : ['--pull-never']),
      ...(options.installedPackages ? ['--volume', packages] : []),
      ...(options.target ? ['--target', options.target] : []),
      ...['--build-arg', `NODE_IMAGE=${base}`, '--tag', options.tag],
      ...['--file', join(root, 'infra/container/Dockerfile'), root],
    ],
    { maxBuffer: 16 * 1024 * 1024 },
  );
  return stdout + stderr;
}

async function chooseBaseImage(options: ImageOptions, storage: readonly string[]): Promise<string> {
  const { standIn = false, installedPackages = false } = options;
  const isReached =
    !standIn &&
    !installedPackages &&
    (await run('buildah', [...storage, 'pull', registryImage], { timeout: 300_000 }).catch(() => undefined));
  if (isReached) return registryImage;
  const tag = `localhost/ops-assistant-base:${installedPackages ? 'without-npm' : 'node24'}`;
  await makeBaseImage(storage, tag, !installedPackages);
  return tag;
}

export const command = defineCommand(
  'image',
  say(
    'Builds the container image with buildah (Debian: apt-get install buildah). If no registry can be reached, the base ' +
      'image is created from this machine, for tests only.',
    'buildah로 컨테이너 이미지를 만듭니다. 레지스트리에 연결할 수 없으면 이 컴퓨터로 기본 이미지를 만듭니다(시험용).',
  ),
  [
    'npm run image',
    'npm run image -- --tag registry.example.com/ops-assistant:0.2.0',
    'npm run image -- --target demo',
  ],
)
  .option('--tag <name>', say('name of the image', '이미지 이름'), 'localhost/ops-assistant')
  .option('--target <stage>', say('a stage of the Dockerfile', 'Dockerfile의 단계'))
  .option('--stand-in', say('create the base image from this machine', '이 컴퓨터로 기본 이미지를 만듦'))
  .option(
    '--installed-packages',
    say(
      'use the packages of this checkout, without a download',
      '이 체크아웃의 패키지를 사용(다운로드 없음)',
    ),
  )
  .action(async (options: ImageOptions) => {
    process.stdout.write(await buildImage(options));
    process.stdout.write(`${options.tag}\n`);
  });

if (import.meta.main) await runCommand(command);
