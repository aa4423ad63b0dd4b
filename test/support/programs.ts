import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { test } from 'vitest';

/** Programs that a machine may have; pyenv's shims are found although its folder is not in the path of npm's scripts. nginx lies in /usr/sbin. */
const folders = [
  ...(process.env.HOSTS_BIN ? [process.env.HOSTS_BIN] : []),
  ...(process.env.PATH ?? '').split(delimiter),
  '/root/.pyenv/shims',
  '/usr/local/bin',
  '/usr/sbin',
];

function find(program: string): string | undefined {
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

/** Python packages `moto[server]` and `cfn-lint`: their programs, or undefined where they are not installed. */
export const motoServer = find('moto_server');
export const cfnLint = find('cfn-lint');

/** Hosts of assistants: npm packages @anthropic-ai/claude-code and @openai/codex, in a folder that HOSTS_BIN names. */
export const claudeCode = find('claude');
export const codex = find('codex');

export const isInstalled = (program: string) => find(program) !== undefined;

/** Whether `kubectl kustomize` knows components: Debian 12's kubectl is too old for them, and does not tell a version of Kustomize. */
export const hasKustomize =
  isInstalled('kubectl') &&
  /^Kustomize Version: v[4-9]/m.test(
    execFileSync('kubectl', ['version', '--client'], { encoding: 'utf8', stdio: 'pipe' }),
  );

/** `test`, or one that is skipped and says why where a program of the machine is missing. */
export function testWith(...programs: readonly string[]) {
  const missing = programs.filter((program) => !isInstalled(program));
  return (name: string, run: () => Promise<void>, timeout = 300_000) =>
    missing.length === 0
      ? test(name, run, timeout)
      : test.skip(`${name} (left out: ${missing.join(', ')} is not installed)`, run);
}
