import generalGroups from './general-groups.built.ts';
import { questionWords } from './korean-grammar.ts';
import { dictionaryTerm } from './korean-verbs.ts';
import { findGroups, joinPieces, keyOf, packGroups } from './packed-groups.ts';
import { termsOf } from './terms.ts';
import { isHangul, wordsOf } from './words.ts';

/** One way to express something: terms that must occur together, usually one. */
export interface Synonym {
  /** The written form; undefined for the stem of a verb. */
  readonly text: string | undefined;
  readonly terms: readonly string[];
  readonly isHangul: boolean;
  /** Whether it is found by the other entries of its group, but does not find them. */
  readonly isBroader: boolean;
}

export interface Synonyms {
  /** Synonyms of a word or of several consecutive words. */
  lookUp(words: readonly Word[]): readonly Synonym[];
  /** All single words of the table, except verbs. */
  words(): Iterable<string>;
}

export interface Word {
  readonly text: string;
  readonly terms: readonly string[];
}

/** A company's own groups, in the format of synonyms.json. */
export type SynonymGroups = readonly string[];

export function createSynonyms(own: SynonymGroups = []): Synonyms {
  const ownGroups = packGroups(own);
  const isOwn = new Set(own);

  const groupsWith = (key: string): string[] => [
    ...findGroups(ownGroups, key),
    ...findGroups(generalGroups, key),
  ];

  const read = new Map<string, Synonym[]>();

  /** Extends a company's group by the general table, in two steps: 꿀단지 → 모니터 → monitor. */
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

/** Reads entries such as `집에서_일하-`: several words, the last one a verb stem. */
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

/** Combines every form of each word: as written, as a noun and as a verb. */
function keysOf(words: readonly Word[]): string[] {
  let keys: string[][] = [[]];
  for (const { text, terms } of words) {
    const forms = [...new Set([text, ...terms])];
    keys = keys.flatMap((before) => forms.map((form) => [...before, form]));
  }
  return keys.map(joinPieces);
}
