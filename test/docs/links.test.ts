import { globSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { anchorsOf, linksOf } from './markdown.ts';

const root = join(import.meta.dirname, '../..');
const pages = globSync(['*.md', 'docs/**/*.md', 'infra/**/*.md'], { cwd: root });

test.each(pages)(
  'every link of %s within the repository leads to a file, and to a section of it',
  async (page) => {
    const broken: string[] = [];
    for (const link of linksOf(await readFile(join(root, page), 'utf8'))) {
      if (!/^[a-z+-]+:/i.test(link) && !(await leadsSomewhere(link, join(root, page)))) broken.push(link);
    }
    expect(broken).toEqual([]);
  },
);

async function leadsSomewhere(link: string, page: string): Promise<boolean> {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : normalize(join(dirname(page), decodeURI(path)));
  const isThere = await stat(target).then(
    () => true,
    () => false,
  );
  if (!isThere || !anchor || !target.endsWith('.md')) return isThere;
  return anchorsOf(await readFile(target, 'utf8')).has(decodeURI(anchor));
}
