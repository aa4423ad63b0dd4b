import { basename, extname } from 'node:path';
import { readableId } from './readable-id.ts';

const longest = 50;

/** Derives a title and a readable id in Latin letters from a file's name. */
export function fromFileName(path: string): { doc_id: string; title: string } {
  const title = basename(path, extname(path))
    .normalize('NFC')
    // Notion and Confluence append ids to the name of a page.
    .replace(/[ _-]+(?:[0-9a-f]{32}|\d{6,})$/i, '')
    .trim();
  return { doc_id: readableId(title, longest), title: title.replace(/[_+]+/g, ' ') };
}
