import { endings, questionWords } from '../../text/korean-grammar.ts';
import { koreanWords } from '../../text/korean-synonyms.ts';
import { stemOf } from '../../text/words.ts';
import { itemText, plain } from './item-text.ts';

/** One of the terms has to fit an item, or every one of the parts. */
export interface Requirement {
  readonly terms: readonly string[];
  readonly parts: readonly Requirement[];
}

export interface QueryWord {
  readonly text: string;
  /** First for the word alone, then for it joined with one and two words after it (`i pad`, `노트 북`). */
  readonly requirements: readonly Requirement[];
}

const mostJoined = 3;

/** The words that have to be found; `isKnown` says whether a compact term occurs in the inventory at all. */
export function queryWordsOf(query: string, isKnown: (term: string) => boolean): QueryWord[] {
  const words = tellingWords(query, isKnown);
  return words.map((text, at) => {
    const joined = words.slice(at, at + mostJoined).map((_, more) => words.slice(at, at + more + 1).join(''));
    return { text, requirements: joined.map((word) => requirementOf(itemText(word).compact, isKnown)) };
  });
}

/** Without the words that tell nothing, unless there is nothing else or they are part of a word: `i pad`. */
function tellingWords(query: string, isKnown: (term: string) => boolean): string[] {
  const all = plain(query)
    .toLowerCase()
    .split(' ')
    .map((word) => withoutPunctuation(word, isKnown));
  const words = [...new Set(all)].filter(Boolean);
  const telling = words.filter((word, at) => !tellsNothing(word) || isKnown(word + (words[at + 1] ?? '\n')));
  return telling.length > 0 ? telling : words;
}

function tellsNothing(word: string): boolean {
  return [word, stemOf(word)].some((form) => questionWords.has(form) || stockWords.has(form));
}

/** Everything in the inventory is stock. */
const stockWords = new Set('재고 재고량 수량 현황 목록 비품 stock inventory available'.split(' '));

/** Quotes around words are dropped, but `27"` is in names. */
function withoutPunctuation(word: string, isKnown: (term: string) => boolean): string {
  const plainWord = word.replace(/^[.,;:!?]+|[.,;:!?]+$/g, '');
  if (isKnown(plainWord)) return plainWord || word;
  return plainWord.replace(/^["']+|["']+$/g, '') || word;
}

function requirementOf(word: string, isKnown: (term: string) => boolean): Requirement {
  const parts = word.split(partsOfCompounds).filter((part) => part && !endings.includes(part));
  const isCompound = parts.length > 1 || (parts.length === 1 && parts[0] !== word);
  return {
    terms: termsOf(word, isKnown),
    parts: isCompound ? parts.map((part) => ({ terms: termsOf(part, isKnown), parts: [] })) : [],
  };
}

/** The word, its stem when only that is known, and what they stand for in English. */
function termsOf(word: string, isKnown: (term: string) => boolean): string[] {
  const forms = isKnown(word) ? [word] : [word, stemOf(word)];
  return [...new Set(forms.flatMap((form) => [form, ...englishFor(form)]))];
}

/** The terms in English that a Korean word stands for, all compact; none for any other word. */
export function englishFor(word: string): string[] {
  const terms = Object.hasOwn(koreanWords, word) ? koreanWords[word]! : [];
  return terms.map((term) => itemText(term).compact);
}

/** Splits `무선마우스` and `27"모니터` where a known Korean word or another script begins; the longest word wins. */
const partsOfCompounds = new RegExp(
  `(${Object.keys(koreanWords)
    .sort((a, b) => b.length - a.length)
    .join('|')}|\\P{Script=Hangul}+)`,
  'u',
);
