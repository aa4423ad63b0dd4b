import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, posix, relative } from 'node:path';

/** One page of the site and its source; paths are below the site's root and the repository's root. */
export interface SitePage {
  readonly path: string;
  readonly source: string;
  readonly markdown: string;
}

/** The README in each language is the front page; all other pages come from docs/. */
export async function sitePages(root: string): Promise<readonly SitePage[]> {
  const docs = globSync(['docs/*.md', 'docs/ko/*.md'], { cwd: root }).toSorted();
  const sources = ['README.md', 'README.ko.md', ...docs];
  const paths = new Map(sources.map((source) => [source, pathOf(source)]));
  return Promise.all(
    sources.map(async (source) => {
      const markdown = await readFile(join(root, source), 'utf8');
      return { path: paths.get(source)!, source, markdown: withSiteLinks(markdown, source, paths) };
    }),
  );
}

function pathOf(source: string): string {
  if (source === 'README.md') return 'index.md';
  if (source === 'README.ko.md') return 'ko/index.md';
  return relative('docs', source);
}

/**
 * Converts links between pages. A link to another file of the repository becomes plain text, because the site does not
 * contain it.
 */
function withSiteLinks(markdown: string, source: string, paths: ReadonlyMap<string, string>): string {
  const prose = markdown.split(/(^```[\s\S]*?^```$|`[^`\n]*`)/gm);
  return prose
    .map((part, at) =>
      at % 2 === 1
        ? part
        : part.replace(/(!?)\[([^\]]*)\]\(([^)\s]+)\)/g, (whole, mark, text, target: string) => {
            if (/^(?:[a-z]+:|#)/i.test(target)) return whole;
            const [file = '', anchor] = target.split('#');
            const page = paths.get(posix.normalize(posix.join(dirname(source), file)));
            if (mark) return whole;
            if (!page) return text;
            const link = `/${page.replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '')}`;
            return `[${text}](${link}${anchor ? `#${anchor}` : ''})`;
          }),
    )
    .join('');
}

export interface SidebarGroup {
  readonly title: string;
  readonly items: readonly { readonly text: string; readonly link: string }[];
}

/** The pages in the order of the README's list of pages, followed by pages that are not in it. */
export function sidebarOf(pages: readonly SitePage[], locale: 'en' | 'ko'): readonly SidebarGroup[] {
  const ofLocale = pages.filter(({ path }) => path.startsWith('ko/') === (locale === 'ko'));
  const front = ofLocale.find(({ path }) => path.endsWith('index.md'))!;
  const titles = new Map(ofLocale.map(({ path, markdown }) => [linkOf(path), titleOf(markdown)]));
  titles.delete(linkOf(front.path));
  const named = [...front.markdown.matchAll(/^(\S[^\n:]*): (\[.*(?:\n.*\[.*)*)/gm)].flatMap(
    ([, title, links]) => {
      const items = [...links!.matchAll(/\]\(([^)#]+)\)/g)].flatMap(([, link]) => {
        const text = titles.get(link!);
        titles.delete(link!);
        return text ? [{ text, link: link! }] : [];
      });
      return items.length > 0 ? [{ title: title!, items }] : [];
    },
  );
  const others = [...titles].map(([link, text]) => ({ text, link }));
  return [
    ...named,
    ...(others.length > 0 ? [{ title: locale === 'ko' ? '그 밖에' : 'More', items: others }] : []),
  ];
}

function linkOf(path: string): string {
  return `/${path.replace(/(^|\/)index\.md$/, '$1').replace(/\.md$/, '')}`;
}

function titleOf(markdown: string): string {
  return /^# (.+)$/m.exec(markdown)?.[1] ?? '';
}
