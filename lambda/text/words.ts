import { englishStem } from './english-stem.ts';
import { endings, questionWords } from './korean-grammar.ts';

/** Makes texts equal that differ only in case, width, NFC or NFD, or the kind of space, quote and dash. */
export function fold(text: string): string {
  return unify(text).toLowerCase().normalize('NFKC');
}

/** {@link fold} without lower case, because upper case shows where the words of `MacBook` begin. */
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

/** The folded words of a text without punctuation; `사내VPN` is two words, `15일` is one. */
export function wordsOf(text: string): string[] {
  const folded = plain.test(text) ? text.toLowerCase() : fold(text);
  return (folded.includes('-') ? folded.replace(shortPrefix, '$1') : folded).match(words) ?? [];
}

/** A fast check for texts in which folding changes only the case, which most are. */
const plain = /^[ -~가-힣]*$/;

/** `Wi-Fi` and `e-mail` are also written without the hyphen; `first-day` is two words. */
const shortPrefix = /(?<![\p{L}\p{N}])(\p{Script=Latin}{1,2})-(?=\p{Script=Latin})/gu;

const words = /\p{N}*\p{Script=Hangul}+|[[\p{L}\p{N}\p{M}]--\p{Script=Hangul}]+/gv;

/** The words with the topic of a query, as stems; question words are dropped unless nothing else remains. */
export function queryStems(query: string): string[] {
  const all = wordsOf(query);
  const stems = all.map(stemOf);
  const telling = stems.filter((stem, index) => !questionWords.has(stem) && !questionWords.has(all[index]!));
  return [...new Set(telling.length > 0 ? telling : stems)];
}

/** Removes the particle or ending of a word (`해외에서` → `해외`, `approvals` → `approval`). */
export function stemOf(word: string): string {
  return isHangul(word) ? withoutParticle(word) : englishStem(word);
}

export function isHangul(text: string): boolean {
  return /\p{Script=Hangul}/u.test(text);
}

/** Removes a particle if at least two syllables remain, or one and the particle is longer. */
export function withoutParticle(word: string): string {
  if (endsInHan.test(word)) return word;
  const [, whole, rest] = wholeNoun.exec(word) ?? [];
  if (whole && (!rest || endings.includes(rest))) return whole;
  const ending = endings.find((candidate) => word.endsWith(candidate) && agrees(word, candidate));
  if (!ending) return word;
  const left = word.length - ending.length;
  return left >= 2 || (left === 1 && ending.length >= 2) ? word.slice(0, left) : word;
}

const afterConsonant = /^(?:[은을과]|으로|이(?:$|[나란랑라]))/u;
const afterVowel = /^[가와나랑란로]/u;

/** 연장근로 and 와이파이 do not end with a particle: 로 follows a vowel or ㄹ, 이 follows a consonant. */
export function agrees(word: string, ending: string): boolean {
  const last = (word.charCodeAt(word.length - ending.length - 1) - 0xac00) % 28;
  if (last === 0) return !afterConsonant.test(ending);
  return !(last > 0 && afterVowel.test(ending)) || (last === 8 && ending.startsWith('로'));
}

/** Nouns such as `접근권한`, `정산기한` and `고용보험`, which are not forms of 하다. */
export const endsInHan = /(?:[권제기상시]한|험)$/u;

/** Whether the last syllable belongs to the noun, as in `한도`, and is not a particle. */
export function isWholeNoun(word: string): boolean {
  return wholeNoun.exec(word)?.[2] === '';
}

/** Nouns whose last syllable is not a particle, also at the end of a compound: `여름휴가`, `회의결과`. */
const wholeNoun = new RegExp(
  `^(.*(?:${`휴가 허가 추가 회의 동의 합의 정의 강의 문의 주의 협의 예의 제도 정도 한도 온도 속도 지도 태도 용도 각도 보도 습도
  빈도 도로 차이 나이 아이 린이 높이 길이 종이 놀이 사이 가을 마을 노을 결과 통과 성과 학과 경과 고과 불만 분야 나라
  서로 대로 이의 카페`
    .split(/\s+/)
    .join('|')}))(.*)$`,
  'u',
);
