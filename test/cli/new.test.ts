import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CheckoutCopy, copyCheckout } from '../support/checkout-copy.ts';
import { run } from './run.ts';

let copy: CheckoutCopy;
beforeAll(async () => {
  copy = await copyCheckout();
});
afterAll(() => copy[Symbol.asyncDispose]());

const kinds = [
  ['tool', 'find_room', 'lambda/tools/find-room.ts', 'test/tools/find-room.test.ts'],
  ['resource', 'low_stock', 'lambda/resources/low-stock.ts', 'test/resources/low-stock.test.ts'],
  ['prompt', 'restock_item', 'lambda/prompts/restock-item.ts', 'test/prompts/restock-item.test.ts'],
] as const;

test('a new tool, resource and prompt are green at once, with the tests that know every one of them', async () => {
  for (const [kind, name, file] of kinds) {
    const { code, stdout, stderr } = await run(['new', kind, name, '--root', copy.root]);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(file);
  }
  const tests = [
    ...kinds.map(([, , , path]) => path),
    'test/tools-contract.test.ts',
    'test/env-example.test.ts',
    'test/house',
    'test/landing-page/public-pages.test.ts',
    'test/landing-page/examples.test.ts',
    'test/docs/reference.test.ts',
    'test/docs/api-reference.test.ts',
  ];
  const bin = join(copy.root, 'node_modules/.bin');
  await promisify(execFile)(join(bin, 'tsc'), ['--noEmit', '--incremental', 'false'], { cwd: copy.root });
  const vitest = (...args: readonly string[]) =>
    promisify(execFile)(join(bin, 'vitest'), ['run', ...args], {
      cwd: copy.root,
      env: { ...process.env, NO_COLOR: '1', VITEST: undefined } as NodeJS.ProcessEnv,
    });
  expect((await vitest(...tests)).stdout).toMatch(/Test Files +11 passed/);
  const lists = ['test/access/endpoints.test.ts', 'test/cost/bill.test.ts'];
  const { stdout } = await vitest(...lists, '-t', 'is in a toolset|is what npm run cost prints');
  expect(stdout).toMatch(/Tests +\d+ passed/);
});

test('what is there already is not overwritten', async () => {
  const path = 'lambda/tools/get-ticket.ts';
  const before = await readFile(join(copy.root, path), 'utf8');

  const { code, stderr } = await run(['new', 'tool', 'get_ticket', '--root', copy.root]);

  expect({ code, stderr }).toEqual({ code: 1, stderr: `${path} exists already; nothing was written.\n` });
  expect(await readFile(join(copy.root, path), 'utf8')).toBe(before);
});

test.each([
  [['new', 'tool', 'Find-Room'], 'A name has two or more words in snake_case'],
  [['new', 'tool', '../../evil_name'], 'A name has two or more words in snake_case'],
  [['new', 'widget', 'find_room'], 'There is no kind "widget"; known are tool, resource, prompt.'],
  [['new', 'tool'], "missing required argument 'name'"],
])('%j is refused with exit code 2', async (args, message) => {
  const { code, stderr } = await run(args);

  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
