import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const script = fileURLToPath(new URL('../../scripts/dev/dynamodb.ts', import.meta.url));

/** `scripts/dev/dynamodb.ts` in a process of its own, once it serves; it ends with the test at the latest. */
export async function startDynamoDBProcess(...options: string[]) {
  const child = spawn(process.execPath, [script, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  onTestFinished(() => void child.kill('SIGKILL'));
  const [greeting] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  const endpoint = /http:\/\/[\d.:]+/.exec(greeting)?.[0];
  if (!endpoint) throw new Error(`The script printed no endpoint but: ${greeting}`);
  return {
    greeting,
    endpoint,
    /** Gives the exit code, or null when the signal ended the process. */
    async end(signal: 'SIGKILL' | 'SIGINT' | 'SIGTERM'): Promise<number | null> {
      child.kill(signal);
      return (await exited)[0];
    },
  };
}

/** What `scripts/dev/dynamodb.ts` says and how it ends when it cannot serve. */
export async function runDynamoDBProcess(...options: string[]) {
  const child = spawn(process.execPath, [script, ...options]);
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const [out, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { out, errors, code };
}
