import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildHandler } from '../../scripts/bundle/build-function.ts';

const script = fileURLToPath(import.meta.resolve('./bundle-process.mjs'));

interface Reply {
  readonly status: number;
  readonly body: string;
  /** All of Node's own modules that are loaded by now. */
  readonly modules: readonly string[];
  /** The bundle's files that are loaded by now. */
  readonly files: readonly string[];
}

/** The bundle that the stack deploys, in a process of its own, after its initialisation. */
export async function startBundle(environment: Record<string, string>) {
  const folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  await buildHandler(folder);
  const child = fork(script, [folder], { env: environment, execArgv: [], silent: true });
  const exit = once(child, 'exit');
  const [{ modules, files }] = (await once(child, 'message')) as [Reply];

  return {
    modules,
    files,
    async invoke(event: unknown): Promise<Reply> {
      child.send(event as object);
      const [reply] = await once(child, 'message');
      return reply;
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      await exit;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
