import { globSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { builtHandler } from '../support/builds.ts';

const lambda = join(import.meta.dirname, '../../lambda');
const modules = globSync(`${lambda}/**/*.built.ts`);

test.each(modules.map((file) => [basename(file), file]))(
  'the bundle reads the value of %s, which is made while it is built',
  async (name, file) => {
    const { folder } = await builtHandler();
    const [asset] = readdirSync(folder).filter((each) => each.startsWith(name));

    const { default: value } = await import(file);
    expect(JSON.parse(readFileSync(join(folder, asset!), 'utf8'))).toEqual(value);
  },
);

test('the table that the values are made of is not in the bundle', async () => {
  const { folder } = await builtHandler();

  expect(modules.length).toBeGreaterThan(0);
  expect(readdirSync(folder).filter((name) => name.startsWith('synonyms'))).toEqual([]);
});
