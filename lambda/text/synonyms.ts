import generalGroups from './general-groups.built.ts';
import { questionWords } from './korean-grammar.ts';
import { dictionaryTerm } from './korean-verbs.ts';
import { findGroups, joinPieces, keyOf, packGroups } from './packed-groups.ts';
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

export function createSynonyms(own: SynonymGroups = []): Synonyms {
  const ownGroups = packGroups(own);
  const isOwn = new Set(own);

  const groupsWith = (key: string): string[] => [
    ...findGroups(ownGroups, key),
    ...findGroups(generalGroups, key),
  ];

  const read = new Map<string, Synonym[]>();

  /** A company says what its word means; the table says what else means the same: 꿀단지 → 모니터 → monitor. */
  function withGeneral(group: string): string[] {
    if (!isOwn.has(group)) return [group];
    const entries = group.split(' ').filter((entry) => entry !== '>');
    return [group, ...entries.flatMap((entry) => groupsWith(keyOf(entry)))];
  }

  function synonymsIn(group: string): Synonym[] {
    const known = read.get(group);
    if (known) return known;
    const [same = '', broader = ''] = group.split(' > ');
    const synonyms = [
      ...same.split(' ').map((entry) => synonymOf(entry, false)),
      ...broader
        .split(' ')
        .filter(Boolean)
        .map((entry) => synonymOf(entry, true)),
    ].filter(({ terms }) => terms.length > 0);
    read.set(group, synonyms);
    return synonyms;
  }

  return {
    lookUp(words) {
      const groups = keysOf(words).flatMap(groupsWith);
      return [...new Set(groups.flatMap(withGeneral))].flatMap(synonymsIn);
    },
    *words() {
      for (const { text } of [ownGroups, generalGroups]) {
        for (const entry of text.split(/[ \n]/)) {
          if (entry && !/[_>]|-$/.test(entry)) yield entry.toLowerCase();
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
    isVerb && at === words.length - 1 ? dictionaryTerm(word) : termsOf(word)[0]!,
  );
  const text = isVerb ? undefined : entry.replaceAll('_', ' ');
  return { text, terms, isHangul: isHangul(entry), isBroader };
}

/** Each word may be looked up as it is written, as a noun, or as a verb. */
function keysOf(words: readonly Word[]): string[] {
  let keys: string[][] = [[]];
  for (const { text, terms } of words) {
    const forms = [...new Set([text, ...terms])];
    keys = keys.flatMap((before) => forms.map((form) => [...before, form]));
  }
  return keys.map(joinPieces);
}
