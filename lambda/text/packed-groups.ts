import { englishStem } from './english-stem.ts';
import { questionWords } from './korean-grammar.ts';
import { dictionaryTerm } from './korean-verbs.ts';

/**
 * Synonym groups as two strings that can be searched without parsing: a map of all entries would have to be built at
 * every start.
 */
export interface PackedGroups {
  /** One group per line. */
  readonly text: string;
  /** One line per key, sorted: the key, a tab and the offsets of its groups in `text`. */
  readonly index: string;
}

export function packGroups(groups: readonly string[]): PackedGroups {
  const starts = new Map<string, Set<string>>();
  let start = 0;
  for (const group of groups) {
    // Entries after > are found by the others, but do not find them.
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

/** The groups that contain an entry with this key, in their order. */
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

/** The key of an entry: English words and verbs as stems, Korean nouns unchanged. */
export function keyOf(entry: string): string {
  if (hangulWord.test(entry)) return entry;
  const pieces = piecesOf(entry);
  if (entry.endsWith('-')) pieces.push(dictionaryTerm(pieces.pop()!));
  return joinPieces(pieces.map((piece) => (/^[a-z]/.test(piece) ? englishStem(piece) : piece)));
}

/** Question words are dropped, as in a query. */
function piecesOf(entry: string): string[] {
  const all = entry.toLowerCase().replace(/-$/, '').split(/[_-]/);
  return all.length > 1 ? all.filter((piece) => !questionWords.has(piece)) : all;
}

/** Korean is joined without spaces, because people write it with and without them. */
export function joinPieces(pieces: readonly string[]): string {
  return pieces.join(pieces.every((piece) => /^\p{N}*[가-힣]+$/u.test(piece)) ? '' : ' ');
}
