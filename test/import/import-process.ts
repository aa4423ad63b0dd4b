import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../scripts/data/import/import.ts', import.meta.url));

/** `npm run import` with these options and none of this environment's variables but these. */
export function startImport(options: readonly string[], env: Record<string, string>) {
  return spawn(process.execPath, [script, ...options], {
    env: { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export async function runImport(options: readonly string[], env: Record<string, string>) {
  const child = startImport(options, env);
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const [out, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { out, errors, code };
}
