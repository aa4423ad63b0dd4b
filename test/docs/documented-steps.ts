import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Block } from './markdown.ts';

/** A checkout in which a person follows the pages. */
export interface Workshop {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Runs a line as it stands on the page; throws with its output when it fails. */
export async function runLine({ root, env }: Workshop, line: string): Promise<string> {
  const options = { cwd: root, env, maxBuffer: 64 * 1024 * 1024 };
  return promisify(execFile)('bash', ['-c', line], options).then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }: { stdout: string; stderr: string }) => {
      throw new Error(`${line}\n${stdout}${stderr}`);
    },
  );
}

export interface StartedServer {
  readonly url: string;
  readonly token: string;
  stop(): Promise<void>;
}

/** Runs `npm start` and reads what it prints, as a person would. */
export async function startServer({ root, env }: Workshop, line: string): Promise<StartedServer> {
  const child: ChildProcess = spawn('bash', ['-c', `exec ${line}`], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  const ready = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
        if (output.includes('Ctrl-C')) resolve();
      });
    }
    child.once('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${output}`)));
  });
  await ready;
  return {
    url: /URL +(\S+)/.exec(output)![1]!,
    token: /Token +(\S+)/.exec(output)![1]!,
    async stop() {
      const ended = once(child, 'exit');
      process.kill(-child.pid!, 'SIGTERM');
      await ended;
    },
  };
}

/** Makes the block's file, or changes it as the block's - and + lines say. */
export async function applyBlock({ root }: Workshop, { language, file, text }: Block): Promise<void> {
  const path = join(root, file!);
  if (language !== 'diff') {
    await mkdir(dirname(path), { recursive: true });
    return writeFile(path, text);
  }
  const before = await readFile(path, 'utf8');
  const lines = text.trimEnd().split('\n');
  const without = (mark: string) =>
    lines
      .filter((line) => !line.startsWith(mark))
      .map((line) => `${line.slice(1)}\n`)
      .join('');
  const [old, changed] = [without('+'), without('-')];
  if (before.split(old).length !== 2) throw new Error(`${file} does not hold this once:\n${old}`);
  await writeFile(
    path,
    before.replace(old, () => changed),
  );
}
