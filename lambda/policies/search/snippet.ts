import { termsOf } from '../../text/terms.ts';
import { wordsOf } from '../../text/words.ts';

/** In code points. */
const longest = 300;
const mostSentences = 3;
const separator = 3;

/** The matches of a query in a passage. */
export interface SnippetMatch {
  /** Scores by the number of the sentence. */
  readonly counts: ReadonlyMap<number, number>;
  /** To shorten a sentence that is too long to be shown as a whole. */
  readonly terms: ReadonlySet<string>;
}

/** Up to three neighbouring sentences around the best one, at most 300 code points. */
export function snippetOf(sentences: readonly string[], { counts, terms }: SnippetMatch): string {
  if (sentences.length === 0) return '';
  const count = (at: number) => counts.get(at) ?? 0;
  const best = sentences.reduce((most, _, at) => (count(at) > count(most) ? at : most), 0);
  let [start, end] = [best, best + 1];
  while (end - start < mostSentences) {
    const [before, after] = [start - 1, end];
    // Prefers the sentence after; takes the one before if it scores higher or nothing follows.
    const isBefore = before >= 0 && (after >= sentences.length || count(before) > count(after));
    if (!isBefore && after >= sentences.length) break;
    const next = isBefore ? [before, end] : [start, after + 1];
    if (lengthOf(sentences.slice(...next)) > longest) break;
    [start, end] = next as [number, number];
  }
  return shortened(joined(sentences.slice(start, end)), terms);
}

/** Separates a list item without a full stop from the next sentence. */
function joined(sentences: readonly string[]): string {
  return sentences.reduce((text, next) => `${text}${/[\p{L}\p{N}]$/u.test(text) ? ' · ' : ' '}${next}`);
}

function lengthOf(sentences: readonly string[]): number {
  return sentences.reduce((length, sentence) => length + codePoints(sentence) + separator, -separator);
}

/** Whole words around the first match. */
function shortened(text: string, terms: ReadonlySet<string>): string {
  if (codePoints(text) <= longest) return text;
  const words = text.split(' ');
  const isHit = (word: string) => wordsOf(word).some((part) => termsOf(part).some((term) => terms.has(term)));
  const hit = Math.max(0, words.findIndex(isHit));
  // A few words before the match give it context.
  const start = hit <= 8 ? 0 : hit - 8;
  let end = start;
  let length = 2;
  while (end < words.length && length + codePoints(words[end]!) + 1 <= longest) {
    length += codePoints(words[end]!) + 1;
    end += 1;
  }
  const cut =
    end === start ? [...words[start]!].slice(0, longest - 2).join('') : words.slice(start, end).join(' ');
  return `${start > 0 ? '…' : ''}${cut}${end < words.length ? '…' : ''}`;
}

function codePoints(text: string): number {
  return [...text].length;
}
