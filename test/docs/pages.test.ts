import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contextSchema } from '../../infra/config/context-schema.ts';
import { stages } from '../../infra/config/stages.ts';
import { synthesize } from '../infra/synthesize.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFile(join(root, file), 'utf8');

describe('docs/deploying.md', () => {
  test('names every option of the app, and no other', async () => {
    const known = Object.keys(contextSchema.shape);
    const page = await read('docs/deploying.md');

    for (const name of known) expect(page).toMatch(new RegExp(`\`${name}(?:=\\w+)?\``));
    for (const [, name] of page.matchAll(/-c ([a-z]\w*)=/g)) expect(known).toContain(name);
  });

  test('names what cdk deploy prints', async () => {
    const page = await read('docs/deploying.md');
    const outputs = Object.keys(synthesize({ stage: 'prod' }).findOutputs('*'));

    for (const name of ['McpUrl', 'AddToClaude', 'DashboardUrl', 'TableName', 'UserPoolId', 'ClientId']) {
      expect(outputs).toContain(name);
      expect(page).toContain(`\`${name}\``);
    }
  });

  test.each(Object.values(stages))('tells how $name differs', async (stage) => {
    const row = (await read('docs/deploying.md'))
      .split('\n')
      .find((line) => line.startsWith(`| \`${stage.name}\``))!;
    const [, , , keeps, throttle, warm, firewall] = row.split('|').map((cell) => cell.trim());

    expect(keeps?.startsWith('yes')).toBe(stage.keepData);
    expect(throttle).toBe(`${stage.throttle.perSecond}/s`);
    expect(warm).toBe(stage.provisionedConcurrency > 0 ? `${stage.provisionedConcurrency} instances` : '–');
    expect(firewall).toBe(stage.waf && stage.canary ? 'yes' : '–');
  });
});

test("docs/scaling.md has prod's numbers", async () => {
  const page = await read('docs/scaling.md');
  const { throttle, reservedConcurrency } = stages.prod;

  expect(page).toContain(
    `${throttle.perSecond} requests a second for each method of the API, ${throttle.burst} at once`,
  );
  expect(page).toContain(
    `${((throttle.perSecond * 60) / 2).toLocaleString('en-US')} requests a minute from one address`,
  );
  expect(page).toContain(`${reservedConcurrency} instances at once in prod`);
});

test('every row on the three platforms in docs/scaling.md names tests that are there', async () => {
  const [, platforms] = (await read('docs/scaling.md')).split('## The three platforms');
  const rows = platforms!.split('\n').filter((line) => /^\| \w/.test(line));

  expect(rows.length).toBeGreaterThan(5);
  for (const row of rows) {
    const files = row.match(/test\/[\w./-]+\.ts/g) ?? [];
    expect(files.length, row).toBeGreaterThan(0);
    for (const file of files) expect(await read(file), file).toMatch(/\b(?:test|describe)/);
  }
});

test('docs/disaster-recovery.md names scripts and options that are there', async () => {
  const page = await read('docs/disaster-recovery.md');
  const used = [...page.matchAll(/npm run (?:--silent )?(backup|restore) -- ([^`\n]*)/g)];

  expect(used.length).toBeGreaterThan(4);
  for (const [, script, args] of used) {
    const files = [`scripts/data/backup/${script}.ts`, 'scripts/cli.ts'];
    const source = (await Promise.all(files.map(read))).join('\n');
    for (const [, option] of args!.matchAll(/--(\w+)/g))
      expect(source).toMatch(new RegExp(`'--${option}[ ']`));
  }
});
