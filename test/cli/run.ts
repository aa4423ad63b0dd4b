import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import packageJson from '../../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '../..');
const bin = join(root, packageJson.bin['ops-assistant']);

/** Runs the command line as npx does; in English unless `env` says otherwise. */
export async function run(args: readonly string[], env: Record<string, string> = {}, cwd = root) {
  return promisify(execFile)(process.execPath, [bin, ...args], {
    cwd,
    env: { ...process.env, LC_ALL: 'C', NO_COLOR: '1', ...env },
  }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({
      code: code as number,
      stdout: stdout as string,
      stderr: stderr as string,
    }),
  );
}
