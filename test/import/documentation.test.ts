import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeRowError } from '../../lambda/import/row-error.ts';
import { readPoliciesFolder } from '../../scripts/data/import/files/read-policies.ts';
import { readInventoryFile, readTicketsFile } from '../../scripts/data/import/files/read-table.ts';
import { createFolder } from './folder.ts';

const page = await readFile(join(import.meta.dirname, '../../docs/importing-your-data.md'), 'utf8');

function example(language: string): string {
  const [, block] = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'ms').exec(page) ?? [];
  if (!block) throw new Error(`The page has no example in ${language}.`);
  return block;
}

test('the examples of the page are files without an error or a field that means nothing', async () => {
  await using folder = await createFolder();
  const contents = await Promise.all([
    readInventoryFile(await folder.write('stock.csv', example('csv'))),
    folder
      .write('policies/travel.md', example('markdown'))
      .then(() => readPoliciesFolder(join(folder.path, 'policies'))),
    readTicketsFile(await folder.write('tickets.jsonl', example('jsonl'))),
  ]);

  expect(contents.flatMap(({ errors }) => errors)).toEqual([]);
  expect(contents.flatMap(({ notes }) => notes)).toEqual([]);
  expect(contents.map(({ rows }) => rows.length)).toEqual([2, 1, 2]);
});

test('the errors of the page are those of the import', async () => {
  await using folder = await createFolder();
  const [header, good = '', other = ''] = example('csv').split('\n');
  const stock = [header, good, other.replace('"1,200"', 'eight')].join('\n');
  const policy = example('markdown')
    .replace(/tags: .*\n/, '')
    .replace('2026-10-20', 'yesterday');
  await folder.write('policies/travel.md', policy);

  const contents = await Promise.all([
    readInventoryFile(await folder.write('stock.csv', stock)),
    readPoliciesFolder(join(folder.path, 'policies')),
    readTicketsFile(await folder.write('tickets.jsonl', example('jsonl').replace('"high"', '"asap"'))),
  ]);
  const errors = contents.flatMap((content) => content.errors).map((error) => describeRowError(error));

  expect(`${errors.join('\n')}\n`.replaceAll(`${folder.path}/`, '')).toBe(example('text'));
});
