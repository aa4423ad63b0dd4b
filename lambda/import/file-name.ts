import { basename, extname } from 'node:path';
import { readableId } from './readable-id.ts';

const longest = 50;

/** What a file's name says: the title as people wrote it, and an id of Latin letters that they can read. */
export function fromFileName(path: string): { doc_id: string; title: string } {
  const title = basename(path, extname(path))
    .normalize('NFC')
    // The ids that Notion and Confluence put behind a page's name.
    .replace(/[ _-]+(?:[0-9a-f]{32}|\d{6,})$/i, '')
    .trim();
  return { doc_id: readableId(title, longest), title: title.replace(/[_+]+/g, ' ') };
}
