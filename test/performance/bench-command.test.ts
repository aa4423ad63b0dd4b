import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { runsReport } from '../../scripts/performance/bench/report.ts';

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

test.each(['0', '10', 'x'])('the bench refuses %s as its number of runs', async (count) => {
  const { code, text } = await run('bench/bench.ts', '--runs', count);

  expect(code).toBe(2);
  expect(text).toContain(`--runs takes a number from 1 to 9, not "${count}"`);
});

test('of several runs the report tells in which of them each bar was met', () => {
  const run = (start: number, bundle: number) => [
    { what: 'start', value: start, bar: 0.95, unit: '× SDK v2' },
    { what: 'bundle', value: bundle, bar: 580, unit: ' KB' },
  ];

  const report = runsReport([run(0.9, 553), run(1.1, 553), run(0.94, 553)]);

  expect(report).toContain('| start | ≤ 0.95× SDK v2 | **0.940** | 0.900, 1.10, 0.940 | **2 of 3** |');
  expect(report).toMatch(/\| bundle \| ≤ 580 KB \| .* \| all \|/);
});

test('the help of the bench names its exit codes and says that it compiles first', async () => {
  const { code, text } = await run('bench/bench.ts', '--help');

  expect(code).toBe(0);
  expect(text).toMatch(/3: measured, and a bar is\s+missed/);
  expect(text).toMatch(/compiles\s+the\s+Lambda\s+runtime\s+client/);
});
