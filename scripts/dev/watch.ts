import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/**
 * Runs the server in a process that Node restarts when a file in lambda/ or scripts/ changes; resolves with its exit
 * code.
 */
export async function startWatching(args: readonly string[]): Promise<number> {
  const watched = ['lambda', 'scripts'].map((folder) => `--watch-path=${join(root, folder)}`);
  const child = spawn(
    process.execPath,
    [...watched, '--watch-preserve-output', join(root, 'scripts/dev/start.ts'), ...args],
    { stdio: 'inherit' },
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill(signal));
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 0;
}
