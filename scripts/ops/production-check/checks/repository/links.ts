import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, normalize, relative } from 'node:path';
import { type Evidence, seen } from '../../context/check.ts';
import type { Given } from '../../context/check-context.ts';
import { anchorsOf, linksOf } from '../../sources/markdown.ts';

/** No page sends its reader to a file or a section that is not there. */
export async function* linksResolve({ root }: Given): AsyncGenerator<Evidence> {
  let resolved = 0;
  let elsewhere = 0;
  for (const page of await pagesOf(root)) {
    const text = await readFile(page, 'utf8');
    for (const link of linksOf(text)) {
      if (/^[a-z+-]+:/i.test(link)) {
        elsewhere += 1;
        continue;
      }
      const problem = await problemOf(link, page);
      if (problem) yield seen(`${relative(root, page)} links to ${link}`, problem, false);
      else resolved += 1;
    }
  }
  yield seen('links within the repository', `${resolved} lead somewhere`, resolved > 0);
  yield seen('links to other places', `${elsewhere}, not asked: they are not ours`, true);
}

async function problemOf(link: string, page: string): Promise<string | undefined> {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : normalize(join(dirname(page), decodeURI(path)));
  const found = await stat(target).catch(() => undefined);
  if (!found) return 'there is no such file';
  if (!anchor || !target.endsWith('.md')) return undefined;
  const anchors = anchorsOf(await readFile(target, 'utf8'));
  return anchors.has(decodeURI(anchor)) ? undefined : 'there is no such section';
}

async function pagesOf(root: string): Promise<string[]> {
  const top = await readdir(root);
  const docs = await readdir(join(root, 'docs'), { recursive: true });
  const infra = await readdir(join(root, 'infra'), { recursive: true });
  return [...top, ...docs.map((name) => `docs/${name}`), ...infra.map((name) => `infra/${name}`)]
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(root, name));
}
