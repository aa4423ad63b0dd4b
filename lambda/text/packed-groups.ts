import { englishStem } from './english-stem.ts';
import { questionWords } from './korean-grammar.ts';
import { dictionaryTerm } from './korean-verbs.ts';

/**
 * Groups of synonyms that need no work before they are searched: two texts, in which an entry is found by its order.
 * A map of 11,000 entries would be made at every start.
 */
export interface PackedGroups {
  /** A group per line. */
  readonly text: string;
  /** In the order of the keys, a line per key: the key, a tab, and where its groups begin in `text`. */
  readonly index: string;
}

export function packGroups(groups: readonly string[]): PackedGroups {
  const starts = new Map<string, Set<string>>();
  let start = 0;
  for (const group of groups) {
    // What stands to the right of > is looked for, but does not look for the others.
    for (const entry of group.split(' > ', 1)[0]!.split(' ')) {
      const key = keyOf(entry);
      starts.set(key, (starts.get(key) ?? new Set()).add(start.toString(36)));
    }
    start += group.length + 1;
  }
  const rows = [...starts].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    text: groups.map((group) => `${group}\n`).join(''),
    index: rows.map(([key, found]) => `${key}\t${[...found].join(' ')}\n`).join(''),
  };
}

/** The groups with an entry of this key, in their order. */
export function findGroups({ text, index }: PackedGroups, key: string): string[] {
  let low = 0;
  let high = index.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = middle === 0 ? 0 : index.lastIndexOf('\n', middle - 1) + 1;
    const tab = index.indexOf('\t', row);
    const end = index.indexOf('\n', tab);
    const found = index.slice(row, tab);
    if (found === key) {
      const starts = index.slice(tab + 1, end).split(' ');
      return starts.map((each) => lineAt(text, Number.parseInt(each, 36)));
    }
    if (found < key) low = end + 1;
    else high = row;
  }
  return [];
}

function lineAt(text: string, start: number): string {
  return text.slice(start, text.indexOf('\n', start));
}

const hangulWord = /^[가-힣]+$/;

/** By what an entry is looked up. Nouns stay as they are written. */
export function keyOf(entry: string): string {
  if (hangulWord.test(entry)) return entry;
  const pieces = piecesOf(entry);
  if (entry.endsWith('-')) pieces.push(dictionaryTerm(pieces.pop()!));
  return joinPieces(pieces.map((piece) => (/^[a-z]/.test(piece) ? englishStem(piece) : piece)));
}

/** A query is without question words as well. */
function piecesOf(entry: string): string[] {
  const all = entry.toLowerCase().replace(/-$/, '').split(/[_-]/);
  return all.length > 1 ? all.filter((piece) => !questionWords.has(piece)) : all;
}

/** Korean is written with and without its blanks. */
export function joinPieces(pieces: readonly string[]): string {
  return pieces.join(pieces.every((piece) => /^\p{N}*[가-힣]+$/u.test(piece)) ? '' : ' ');
}
