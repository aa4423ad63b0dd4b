import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildImage, type ImageOptions } from '../../scripts/bundle/build-image.ts';
import { isInstalled } from '../support/programs.ts';

const run = promisify(execFile);

/** How much memory the units and manifests give a container. */
const memory = '512m';

/** An image in a storage of its own, and containers of it. */
export interface Engine extends AsyncDisposable {
  /** What runs containers: podman with everything that isolates them, else buildah, which only changes the root folder. */
  readonly runner: 'podman' | 'buildah';
  inspect(): Promise<{
    readonly User: string;
    readonly Env: string[];
    readonly Healthcheck: { Test: string[] };
  }>;
  /** Runs a program in a new container to its end. */
  run(command: readonly string[], env?: Record<string, string>): Promise<{ code: number; output: string }>;
  /** Starts what the image starts. */
  start(env: Record<string, string>): Container;
}

export interface Container {
  output(): string;
  readonly ended: Promise<number>;
  /** To the server itself, as an orchestrator sends it. */
  signal(name: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

export async function buildWithEngine(options: Omit<ImageOptions, 'tag'>): Promise<Engine> {
  const folder = await mkdtemp(join(tmpdir(), 'ops-assistant-engine-'));
  const storage = ['--root', join(folder, 'storage'), '--runroot', join(folder, 'run')];
  const tag = 'localhost/ops-assistant:test';
  await buildImage({ ...options, tag }, storage);
  const podman = await findPodman(storage, tag);
  let containers = 0;

  function spawnIn(
    command: readonly string[],
    env: Record<string, string>,
  ): Container & { child: ChildProcess } {
    const variables = Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
    containers += 1;
    const name = `ops-assistant-test-${process.pid}-${containers}`;
    const child = podman
      ? spawn('podman', [...podman, 'run', '--name', name, ...isolation, ...variables, tag, ...command])
      : spawn('sh', ['-c', chroot, 'sh', storage.join(' '), tag, variables.join(' '), ...command]);
    let output = '';
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    return {
      child,
      output: () => output,
      ended: once(child, 'exit').then(([code]) => code as number),
      async signal(signal) {
        if (podman) await run('podman', [...podman, 'kill', '--signal', signal, name]);
        else process.kill(Number(/^pid (\d+)$/m.exec(output)?.[1]), signal);
      },
    };
  }

  return {
    runner: podman ? 'podman' : 'buildah',
    async inspect() {
      const { stdout } = await run('buildah', [...storage, 'inspect', '--type', 'image', tag]);
      return JSON.parse(stdout).Docker.config;
    },
    async run(command, env = {}) {
      const { ended, output } = spawnIn(command, env);
      const code = await ended;
      return { code, output: output() };
    },
    start: (env) => spawnIn(['node', 'index.js'], env),
    async [Symbol.asyncDispose]() {
      await run('buildah', [...storage, 'rm', '--all']).catch(() => {});
      await run('buildah', [...storage, 'rmi', '--all', '--force']).catch(() => {});
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A process that may lower its limits only, as in some sandboxes, cannot give a container podman's defaults. */
const limits = ['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=1024:1024'];
/** As infra/systemd/ops-assistant-container.service and compose.yaml run it. */
const isolation = [
  ...['--rm', '--network', 'host', '--read-only', '--cap-drop', 'ALL'],
  ...['--security-opt', 'no-new-privileges', '--memory', memory, ...limits],
];

/** The global options of a podman that can run a container here; not every machine lets it, or has cgroups that crun takes. */
async function findPodman(storage: readonly string[], tag: string): Promise<string[] | undefined> {
  if (!isInstalled('podman')) return undefined;
  for (const runtime of [[], ['--runtime', 'runc']]) {
    const podman = [...storage, ...runtime];
    const works = await run('podman', [...podman, 'run', ...isolation, tag, 'node', '--version']).catch(
      () => undefined,
    );
    if (works) return podman;
  }
  return undefined;
}

/** buildah passes no signals on, so the program tells its process id first. */
const chroot = `
storage=$1 tag=$2 variables=$3; shift 3
container=$(buildah $storage from --pull-never "$tag") || exit 125
exec buildah $storage run --isolation chroot $variables "$container" -- sh -c 'echo "pid $$"; exec "$@"' sh "$@"
`;
