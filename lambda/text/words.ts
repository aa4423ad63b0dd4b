import { englishStem } from './english-stem.ts';
import { endings, questionWords } from './korean-grammar.ts';

/** The form in which two texts are equal when a reader would call them equal: case, width, NFC/NFD, kinds of space, quote and dash. */
export function fold(text: string): string {
  return unify(text).toLowerCase().normalize('NFKC');
}

/** {@link fold} but for the case, which tells where the words of `MacBook` begin. */
export function unify(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFKC')
    .replace(invisible, '')
    .replace(dashes, '-')
    .replace(doubleQuotes, '"')
    .replace(singleQuotes, "'")
    .replace(/\s+/gu, ' ')
    .trim();
}

const invisible = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const dashes = /\p{Pd}/gu;
const doubleQuotes = /[“”„‟«»]|′′|''/gu;
const singleQuotes = /[‘’‚‛′`]/gu;

/** The words of a text, folded, without punctuation; `사내VPN` is two, `15일` is one. */
export function wordsOf(text: string): string[] {
  return fold(text).replace(shortPrefix, '$1').match(words) ?? [];
}

/** `Wi-Fi` and `e-mail` are written without the hyphen as well; `first-day` is two words. */
const shortPrefix = /(?<![\p{L}\p{N}])(\p{Script=Latin}{1,2})-(?=\p{Script=Latin})/gu;

const words = /\p{N}*\p{Script=Hangul}+|[[\p{L}\p{N}\p{M}]--\p{Script=Hangul}]+/gv;

/** The words that say what a query is about, as stems. Question words go, unless there is nothing else. */
export function queryStems(query: string): string[] {
  const all = wordsOf(query);
  const stems = all.map(stemOf);
  const telling = stems.filter((stem, index) => !questionWords.has(stem) && !questionWords.has(all[index]!));
  return [...new Set(telling.length > 0 ? telling : stems)];
}

/** A word without its particle or ending (`해외에서` → `해외`, `approvals` → `approval`). */
export function stemOf(word: string): string {
  return isHangul(word) ? withoutParticle(word) : englishStem(word);
}

export function isHangul(text: string): boolean {
  return /\p{Script=Hangul}/u.test(text);
}

/** The word without its particle, when at least two syllables are left, or one and the particle is longer. */
export function withoutParticle(word: string): string {
  const ending = endings.find((candidate) => word.endsWith(candidate));
  if (!ending) return word;
  const left = word.length - ending.length;
  return left >= 2 || (left === 1 && ending.length >= 2) ? word.slice(0, left) : word;
}
