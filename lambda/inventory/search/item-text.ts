import { unify } from '../../text/words.ts';

/** A text of an item prepared for matching: folded, without spaces, with the positions of its words. */
export interface ItemText {
  readonly compact: string;
  /** Positions where a word may begin or end, both ends of the text included. */
  readonly edges: ReadonlySet<number>;
  /** The edges that are spaces in the original text. */
  readonly spaces: readonly number[];
}

/** 0 no match, 1 inside a word, 2 at the beginning of a word, 3 whole words, 4 the whole text. */
export type Fit = 0 | 1 | 2 | 3 | 4;

/**
 * How well a compact term fits: only whole words may cross a space. A single character must be a whole word, and
 * numbers and short Latin terms must begin one, so that `air` does not match chair and `1` does not match 16.
 */
export function fitOf({ compact, edges, spaces }: ItemText, term: string): Fit {
  let best: Fit = 0;
  for (let at = compact.indexOf(term); at >= 0; at = compact.indexOf(term, at + 1)) {
    const end = at + term.length;
    const begins = edges.has(at);
    const ends = edges.has(end) || (compact[end] === 's' && edges.has(end + 1));
    if (begins && ends) return at === 0 && end >= compact.length - 1 ? 4 : 3;
    if (best === 2 || spaces.some((space) => at < space && space < end)) continue;
    if (begins && term.length > 1) best = 2;
    else if (mayBeInside(term)) best = 1;
  }
  return best;
}

function mayBeInside(term: string): boolean {
  if (/^\p{N}/u.test(term)) return false;
  if (/^\p{Script=Latin}/u.test(term)) return term.length >= 4;
  return term.length > 1 || !/\p{L}/u.test(term);
}

export function itemText(text: string): ItemText {
  const edges = new Set([0]);
  const spaces: number[] = [];
  let compact = '';
  const whole = plain(text);
  const pieces = isAscii.test(whole) ? asciiPieces : anyPieces;
  for (const word of whole.split(' ')) {
    spaces.push(compact.length);
    for (const piece of word.match(pieces) ?? []) {
      compact += piece.toLowerCase();
      edges.add(compact.length);
    }
  }
  return { compact, edges, spaces };
}

/** `compact` of {@link itemText} alone. Its places are needed for few of many texts, and take most of the time. */
export function compactText(text: string): string {
  return plain(text).replaceAll(' ', '').toLowerCase();
}

/** `iPad` has the pieces i and Pad, `M3` M and 3, `3층` 3 and 층; a sign is a piece by itself. */
const anyPieces =
  /\p{Script=Hangul}+|\p{Lu}+(?!\p{Ll})|\p{Lu}?[[\p{L}\p{M}]--[\p{Lu}\p{Script=Hangul}]]+|\p{N}+|\S/gv;

/** The same for ASCII, as most texts are: matched several times faster. */
const asciiPieces = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|\S/g;
const isAscii = /^[\0-\x7f]*$/;

/** Unified, with one spelling of inches (`27인치`, `27-inch` → `27"`) and a space for the hyphen in `Wi-Fi`. */
export function plain(text: string): string {
  const unified = isUnified.test(text) ? text : unify(text);
  if (!mayBeRespelled.test(unified)) return unified;
  return unified
    .replace(/(?<=\d)[ -]?(?:inch(?:es)?(?!\p{Ll})|인치)/giu, '"')
    .replace(/(?<=[\p{L}\p{N}])-(?=[\p{L}\p{N}])/gu, ' ');
}

const mayBeRespelled = /-|inch|인치/i;

/** Texts that unify leaves as they are, as most names, ids and places are. */
const isUnified = /^(?:[\w.,:;()/"#+&가-힣-]+(?: (?! |$)|$))*$/;
