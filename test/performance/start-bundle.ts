import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { builtHandler } from '../support/builds.ts';

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
  const { folder } = await builtHandler();
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
    },
  };
}
