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
  lines.forEach((line, number) => {
    // What stands to the right of > is looked for, but does not look for the others.
    for (const entry of line.split(' > ', 1)[0]!.split(' ')) {
      const key = keyOf(entry);
      const known = linesOf.get(key);
      if (known) known.push(number);
      else linesOf.set(key, [number]);
    }
  });
  const read = new Map<number, Synonym[]>();

  /** A company says what its word means; the table says what else means the same: 꿀단지 → 모니터 → monitor. */
  function withGeneral(number: number): number[] {
    if (number >= own.length) return [number];
    const entries = lines[number]!.split(' ').filter((entry) => entry !== '>');
    return [number, ...entries.flatMap((entry) => linesOf.get(keyOf(entry)) ?? [])];
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
      const numbers = keysOf(words).flatMap((key) => linesOf.get(key) ?? []);
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

/** Cheap, as every start makes one for each word of the table: nouns stay as they are written. */
function keyOf(entry: string): string {
  if (/^[가-힣]+$/.test(entry)) return entry;
  const text = entry.toLowerCase();
  const all = text.replace(/-$/, '').split(/[_-]/);
  // A query is without them as well.
  const pieces = all.length > 1 ? all.filter((piece) => !questionWords.has(piece)) : all;
  if (text.endsWith('-')) pieces.push(verbEntry(pieces.pop()!));
  const plain = pieces.map((piece) => (/^[a-z]/.test(piece) ? englishStem(piece) : piece));
  return plain.join(plain.every(isPlainHangul) ? '' : ' ');
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
