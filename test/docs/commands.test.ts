import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ruleFor } from './command-rules.ts';
import { commandsOf } from './markdown.ts';

const root = join(import.meta.dirname, '../..');

test.each(['README.md', 'docs/deploying.md', 'docs/operating.md', 'docs/ko/operating.md'])(
  'every command of %s works here, or as far as it can be held against the repository',
  async (page) => {
    const commands = commandsOf(await readFile(join(root, page), 'utf8'));
    const broken: string[] = [];
    for (const command of commands) {
      try {
        await promisify(execFile)('bash', ['-n', '-c', command]);
        for (const step of stepsOf(command)) await ruleFor(step)(step, root);
      } catch (error) {
        broken.push(`${command}: ${(error as Error).message}`);
      }
    }
    expect(commands.length).toBeGreaterThan(0);
    expect(broken).toEqual([]);
  },
);

/** `a && b`, `VAR=x a` and `a | b` are a and b. */
function stepsOf(command: string): string[] {
  return command
    .split(/&&|\|\|?|;/)
    .map((step) => step.trim().replace(/^(?:[A-Z_]+=\S*\s+)+/, ''))
    .filter(Boolean);
}
