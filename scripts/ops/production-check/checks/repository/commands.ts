import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Evidence, seen } from '../../context/check.ts';
import type { Given } from '../../context/check-context.ts';
import { ruleFor } from '../../sources/command-rules.ts';
import { commandsOf } from '../../sources/markdown.ts';

const run = promisify(execFile);

/** Every command that a newcomer or an operator is told to type works here, or as far as it can be held against the repository. */
export async function* commandsWork({ root }: Given): AsyncGenerator<Evidence> {
  for (const page of ['README.md', 'docs/deploying.md']) {
    const commands = commandsOf(await readFile(join(root, page), 'utf8'));
    const ways = new Map<string, number>();
    const broken: Evidence[] = [];
    const readable = await isShell(commands.join('\n'));
    for (const command of commands) {
      try {
        if (!readable && !(await isShell(command))) throw new Error('no shell can read it');
        for (const step of stepsOf(command)) {
          const way = await ruleFor(step)(step, root);
          ways.set(way, (ways.get(way) ?? 0) + 1);
        }
      } catch (error) {
        broken.push(seen(`${page}: ${command}`, (error as Error).message, false));
      }
    }
    yield* broken;
    yield seen(
      `${commands.length} commands of ${page}`,
      [...ways].map(([way, count]) => `${way}: ${count}`).join('; ') || 'none',
      commands.length > 0,
    );
  }
}

async function isShell(text: string): Promise<boolean> {
  return run('bash', ['-n', '-c', text]).then(
    () => true,
    () => false,
  );
}

/** `a && b`, `VAR=x a` and `a | b` are a and b. */
function stepsOf(command: string): string[] {
  return command
    .split(/&&|\|\|?|;/)
    .map((step) => step.trim().replace(/^(?:[A-Z_]+=\S*\s+)+/, ''))
    .filter(Boolean);
}
