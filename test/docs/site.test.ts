import { dirname, join, posix } from 'node:path';
import { expect, test } from 'vitest';
import { sidebarOf, sitePages } from '../../scripts/docs/site-pages.ts';
import { anchorsOf, linksOf } from './markdown.ts';

const pages = await sitePages(join(import.meta.dirname, '../..'));
const byPath = new Map(pages.map((page) => [page.path, page]));

test('every link between pages of the site leads to a page, and to a section of it', () => {
  const broken = pages.flatMap(({ path, markdown }) =>
    linksOf(markdown)
      .filter((link) => !/^[a-z]+:/i.test(link) && !leadsSomewhere(link, path))
      .map((link) => `${path}: ${link}`),
  );

  expect(broken).toEqual([]);
});

function leadsSomewhere(link: string, path: string): boolean {
  const [target = '', anchor] = link.split('#');
  if (/\.png$/.test(target)) return true;
  const file = target === '' ? path : posix.join(dirname(path), target).replace(/^\//, '');
  const page = target.startsWith('/') ? pageAt(target.slice(1)) : byPath.get(file);
  return page !== undefined && (!anchor || anchorsOf(page.markdown).has(decodeURI(anchor)));
}

function pageAt(path: string) {
  return byPath.get(path === '' || path.endsWith('/') ? `${path}index.md` : `${path}.md`);
}

test.each(['en', 'ko'] as const)('the sidebar names every page once: %s', (locale) => {
  const links = sidebarOf(pages, locale).flatMap(({ items }) => items.map(({ link }) => link));
  const expected = pages
    .filter(({ path }) => path.startsWith('ko/') === (locale === 'ko') && !path.endsWith('index.md'))
    .map(({ path }) => `/${path.replace(/\.md$/, '')}`);

  expect(links.toSorted()).toEqual(expected.toSorted());
});

test('a link to a file that the site does not have becomes its text', () => {
  const { markdown } = byPath.get('index.md')!;

  expect(markdown).toContain('[Deploying](/deploying)');
  expect(markdown).not.toMatch(/\]\((?:AGENTS|CONTRIBUTING|SECURITY)\.md\)/);
});
