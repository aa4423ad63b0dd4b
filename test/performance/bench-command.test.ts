import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const scripts = join(import.meta.dirname, '../../scripts/performance');

async function run(script: string, ...options: string[]) {
  return promisify(execFile)(process.execPath, [join(scripts, script), ...options]).then(
    ({ stdout }) => ({ code: 0, text: stdout }),
    ({ code, stderr }: { code: number; stderr: string }) => ({ code, text: stderr }),
  );
}

test.each(['bench/bench.ts', 'load/load.ts'])(
  '%s writes no figures of a short run into the docs',
  async (script) => {
    const { code, text } = await run(script, '--quick', '--write');

    expect(code).toBe(2);
    expect(text).toContain('--write needs a full run');
  },
);

test('the help of the bench names its exit codes and says that it compiles first', async () => {
  const { code, text } = await run('bench/bench.ts', '--help');

  expect(code).toBe(0);
  expect(text).toMatch(/3: measured, and a bar is\s+missed/);
  expect(text).toMatch(/compiles\s+the\s+Lambda\s+runtime\s+client/);
});
