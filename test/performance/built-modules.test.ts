import { globSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { builtHandler } from '../support/builds.ts';

const lambda = join(import.meta.dirname, '../../lambda');
const modules = globSync(`${lambda}/**/*.built.ts`);

test.each(modules.map((file) => [basename(file), file]))(
  'the bundle holds the value of %s, which is made while it is built, or reads it',
  async (name, file) => {
    const { folder } = await builtHandler();
    const [asset] = readdirSync(folder).filter((each) => each.startsWith(name));

    const { default: value } = await import(file);
    if (asset) {
      const texts = readFileSync(join(folder, asset), 'utf16le').split('\0');
      expect(texts).toEqual(typeof value === 'string' ? [value] : Object.values(value));
    } else {
      expect(readFileSync(join(folder, 'index.js'), 'utf8')).toContain(value);
    }
  },
);

test('the table that the values are made of is not in the bundle', async () => {
  const { folder } = await builtHandler();

  expect(modules.length).toBeGreaterThan(0);
  expect(readdirSync(folder).filter((name) => name.startsWith('synonyms'))).toEqual([]);
});
