import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CheckoutCopy, copyCheckout } from '../support/checkout-copy.ts';
import { guards } from './guards.ts';
import { recordFigures } from './runs/figures.ts';

let copy: CheckoutCopy;
beforeAll(async () => {
  copy = await copyCheckout();
});
afterAll(() => copy[Symbol.asyncDispose]());

interface Report {
  readonly numTotalTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly title: string }[];
  }[];
}

async function failures(path: string, only?: string): Promise<string[]> {
  const args = ['vitest', 'run', path, '--reporter=json', '--maxWorkers=1', ...(only ? ['-t', only] : [])];
  const run = promisify(execFile)('npx', args, { cwd: copy.root, maxBuffer: 100_000_000 });
  const stdout = await run.then(
    (done) => done.stdout,
    (error: { stdout: string }) => error.stdout,
  );
  const report = JSON.parse(stdout.slice(stdout.indexOf('{"numTotalTestSuites"'))) as Report;
  expect(report.numTotalTests).toBeGreaterThan(0);
  return report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .flatMap(({ status, title }) => (status === 'failed' ? [title] : []));
}

test.each(guards)(
  'without its guard, “$invariant” is seen to be broken',
  async (guard) => {
    const { invariant, file, remove, only } = guard;
    const restore = await copy.change(file, (text) => text.replace(remove[0], () => remove[1]));
    try {
      const failed = await failures(guard.test, only);
      recordFigures(invariant, {
        file,
        test: guard.test,
        failed: failed.length,
        first: failed[0] ?? '',
      });
      expect(failed).not.toEqual([]);
    } finally {
      await restore();
    }
  },
  600_000,
);
