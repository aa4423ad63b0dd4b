import { englishStem } from './english-stem.ts';
import { questionWords } from './korean-grammar.ts';
import { dictionaryStem, verbTerm } from './korean-verbs.ts';
import table from './synonyms.json' with { type: 'json' };
import { termsOf } from './terms.ts';
import { isHangul, wordsOf } from './words.ts';

/** One way to say something: terms that have to stand together, usually one. */
export interface Synonym {
  /** As it is written; a stem of a verb has none. */
  readonly text: string | undefined;
  readonly terms: readonly string[];
  readonly isHangul: boolean;
  /** It stands for the others, but they do not stand for it. */
  readonly isBroader: boolean;
}

export interface Synonyms {
  /** What else means the same as the words, given as they are written and as terms; they follow each other. */
  lookUp(words: readonly Word[]): readonly Synonym[];
  /** Every single word of the table that is no verb. */
  words(): Iterable<string>;
}

export interface Word {
  readonly text: string;
  readonly terms: readonly string[];
}

/** A company's own groups, in the form of synonyms.json. */
export type SynonymGroups = readonly string[];

/** Lines of synonyms.json: words of one meaning. */
const groups: SynonymGroups = Object.values(table).flat();

export function createSynonyms(own: SynonymGroups = []): Synonyms {
  const lines = [...own, ...groups];
  const linesOf = new Map<string, number[]>();
  // Every start makes this table, so an entry's key is found when a word of the same letter is looked up.
  const unread = new Map<string, [entry: string, number: number][]>();
  lines.forEach((line, number) => {
    // What stands to the right of > is looked for, but does not look for the others.
    for (const entry of line.split(' > ', 1)[0]!.split(' ')) {
      if (hangulWord.test(entry)) append(linesOf, entry, number);
      else append(unread, firstLetterOf(entry), [entry, number]);
    }
  });

  /** In the order of the lines. */
  function linesWith(key: string): readonly number[] {
    const letter = key.charAt(0);
    for (const [entry, number] of unread.get(letter) ?? []) append(linesOf, keyOf(entry), number);
    unread.delete(letter);
    return (linesOf.get(key) ?? []).sort((a, b) => a - b);
  }

  const read = new Map<number, Synonym[]>();

  /** A company says what its word means; the table says what else means the same: 꿀단지 → 모니터 → monitor. */
  function withGeneral(number: number): number[] {
    if (number >= own.length) return [number];
    const entries = lines[number]!.split(' ').filter((entry) => entry !== '>');
    return [number, ...entries.flatMap((entry) => linesWith(keyOf(entry)))];
  }

  function synonymsIn(number: number): Synonym[] {
    const known = read.get(number);
    if (known) return known;
    const [same = '', broader = ''] = lines[number]!.split(' > ');
    const synonyms = [
      ...same.split(' ').map((entry) => synonymOf(entry, false)),
      ...broader
        .split(' ')
        .filter(Boolean)
        .map((entry) => synonymOf(entry, true)),
    ].filter(({ terms }) => terms.length > 0);
    read.set(number, synonyms);
    return synonyms;
  }

  return {
    lookUp(words) {
      const numbers = keysOf(words).flatMap(linesWith);
      return [...new Set(numbers.flatMap(withGeneral))].flatMap(synonymsIn);
    },
    *words() {
      for (const line of lines) {
        for (const entry of line.split(' ')) {
          if (!/[_>]|-$/.test(entry)) yield entry.toLowerCase();
        }
      }
    },
  };
}

/** `집에서_일하-`: several words, of which the last is a verb stem. */
function synonymOf(entry: string, isBroader: boolean): Synonym {
  const isVerb = entry.endsWith('-');
  const all = wordsOf(entry.replaceAll('_', ' '));
  const words = all.length > 1 ? all.filter((word) => !questionWords.has(word)) : all;
  const terms = words.map((word, at) =>
    isVerb && at === words.length - 1 ? verbEntry(word) : termsOf(word)[0]!,
  );
  const text = isVerb ? undefined : entry.replaceAll('_', ' ');
  return { text, terms, isHangul: isHangul(entry), isBroader };
}

function verbEntry(word: string): string {
  return verbTerm(dictionaryStem(word));
}

const hangulWord = /^[가-힣]+$/;

/** Nouns stay as they are written. */
function keyOf(entry: string): string {
  if (hangulWord.test(entry)) return entry;
  const pieces = piecesOf(entry);
  if (entry.endsWith('-')) pieces.push(verbEntry(pieces.pop()!));
  const plain = pieces.map((piece) => (/^[a-z]/.test(piece) ? englishStem(piece) : piece));
  return plain.join(plain.every(isPlainHangul) ? '' : ' ');
}

/** Of its key, which begins as its first word does, or is a verb alone. */
function firstLetterOf(entry: string): string {
  if (!/[_-]/.test(entry)) return entry.charAt(0).toLowerCase();
  const [first = '', ...others] = piecesOf(entry);
  return entry.endsWith('-') && others.length === 0 ? verbTerm('') : first.charAt(0);
}

/** A query is without question words as well. */
function piecesOf(entry: string): string[] {
  const all = entry.toLowerCase().replace(/-$/, '').split(/[_-]/);
  return all.length > 1 ? all.filter((piece) => !questionWords.has(piece)) : all;
}

function append<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function isPlainHangul(piece: string): boolean {
  return /^\p{N}*[가-힣]+$/u.test(piece);
}

/** Each word may be looked up as it is written, as a noun, or as a verb. */
function keysOf(words: readonly Word[]): string[] {
  let keys: string[][] = [[]];
  for (const { text, terms } of words) {
    const forms = [...new Set([text, ...terms])];
    keys = keys.flatMap((before) => forms.map((form) => [...before, form]));
  }
  return keys.map((pieces) => pieces.join(pieces.every(isPlainHangul) ? '' : ' '));
}
