import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
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
  const reportFile = join(copy.root, 'report.json');
  const args = ['vitest', 'run', path, '--reporter=json', `--outputFile=${reportFile}`, '--maxWorkers=1'];
  const ownVariables = Object.entries(process.env).filter(
    ([name]) => !/^(?:VITEST|TEST|NODE_ENV)/.test(name),
  );
  await promisify(execFile)('npx', [...args, ...(only ? ['-t', only] : [])], {
    cwd: copy.root,
    env: Object.fromEntries(ownVariables),
    maxBuffer: 100_000_000,
  }).catch(() => undefined); // tests that fail are what is looked for
  const report = JSON.parse(await readFile(reportFile, 'utf8')) as Report;
  await rm(reportFile);
  expect(report.numTotalTests).toBeGreaterThan(0);
  return report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .flatMap(({ status, title }) => (status === 'failed' ? [title] : []));
}

test.each(guards)(
  'without its guard, “$invariant” is seen to be broken',
  async (guard) => {
    const { invariant, file, remove, also = [], only } = guard;
    const restore = await copy.change(file, (text) =>
      [remove, ...also].reduce((changed, [guard, instead]) => changed.replace(guard, () => instead), text),
    );
    try {
      const failed = await failures(guard.test, only);
      const figures = { file, test: guard.test, failed: failed.length, first: failed[0] ?? '' };
      recordFigures(invariant, figures, 'guards');
      expect(failed).not.toEqual([]);
    } finally {
      await restore();
    }
  },
  600_000,
);
