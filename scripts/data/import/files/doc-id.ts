import { basename, extname } from 'node:path';
import { romanize } from 'es-hangul';

/** What a file's name says: the title as people wrote it, and an id of Latin letters that they can read. */
export function fromFileName(path: string): { doc_id: string; title: string } {
  const title = basename(path, extname(path))
    .normalize('NFC')
    // The ids that Notion and Confluence put behind a page's name.
    .replace(/[ _-]+(?:[0-9a-f]{32}|\d{6,})$/i, '')
    .trim();
  return { doc_id: idOf(title), title: title.replace(/[_+]+/g, ' ') };
}

const longest = 50;

/** Korean syllable by syllable in the official Roman letters; letters with accents without them. */
function idOf(name: string): string {
  const latin = name.replace(
    /[가-힣]+/g,
    (korean) => ` ${[...korean].map((syllable) => romanize(syllable)).join('')} `,
  );
  const id = latin
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return id.length <= longest ? id : id.slice(0, longest).replace(/-[^-]*$/, '');
}
