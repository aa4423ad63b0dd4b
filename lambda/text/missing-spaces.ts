import type { ConceptSources } from './alternatives.ts';
import { questionWords } from './korean-grammar.ts';
import { termsOf } from './terms.ts';
import { isWholeNoun, withoutParticle } from './words.ts';

/** More pieces were never meant, and each one more is a search through all the places. */
const mostPieces = 4;
const longestWord = 20;

/**
 * The words that an unknown one was typed of without the spaces: 노트북도난당했어요, 휴가며칠. Nothing when a part of it stays
 * unknown. The first word is the longest that there is, as a short one begins too many others.
 */
function wordsWithoutSpaces(
  word: string,
  isKnown: (piece: string, isLast?: boolean) => boolean,
  pieces = mostPieces,
): string[] | undefined {
  if (pieces < 2 || word.length > longestWord || !/^[가-힣]{3,}$/u.test(word)) return undefined;
  const places = Array.from({ length: word.length - 1 }, (_, at) => word.length - 1 - at).filter((at) =>
    isKnown(word.slice(0, at)),
  );
  for (const at of places) {
    const right = word.slice(at);
    if (isKnown(right, true)) return [word.slice(0, at), right];
  }
  for (const at of places) {
    const others = wordsWithoutSpaces(word.slice(at), isKnown, pieces - 1);
    if (others) return [word.slice(0, at), ...others];
  }
  return undefined;
}

export function isQuestionWord(word: string): boolean {
  // 몇시간 and 몇프로 ask for a number, which is the answer's type; 싶은데요 asks only.
  if (/^[몇싶]/u.test(word)) return true;
  return [word, withoutParticle(word), withoutShortParticle(word)].some((form) => questionWords.has(form));
}

/** Other words of one syllable that ask are the beginning of too many words: 회사에서 is no 회 and 나오면 no 나. */
const negation = /^[안못]$/u;

/** `쉬는시간` reads as a form of 쉬다 otherwise. */
const verbBeforeNoun = /^([가-힣]{1,4}는)(시간|날|곳|법|사람|방법|기간|장소)/u;

/** The word, or those that it was typed of. */
export function withSpaces(word: string, sources: ConceptSources): readonly string[] {
  // A last syllable is the end of another word, as in 자동문.
  const isKnown = (text: string, isLast = false) =>
    text.length === 1 ? !isLast && negation.test(text) : isQuestionWord(text) || means(text);
  const known = new Map<string, boolean>();
  function means(text: string): boolean {
    const found = known.get(text) ?? isInTextsOrTable(text, sources);
    known.set(text, found);
    return found;
  }
  const [, verb, noun] = verbBeforeNoun.exec(word) ?? [];
  if (verb && noun && !sources.vocabulary.has(word)) return [verb, noun];
  return isKnown(word) ? [word] : (wordsWithoutSpaces(word, isKnown) ?? [word]);
}

function isInTextsOrTable(text: string, { vocabulary, synonyms }: ConceptSources): boolean {
  const terms = termsOf(text);
  return (text.length > 1 && terms.some(vocabulary.has)) || synonyms.lookUp([{ text, terms }]).length > 0;
}

/** `명이`: one syllable and a particle may be a noun, but no word that asks is one. */
function withoutShortParticle(word: string): string {
  return isWholeNoun(word) ? word : word.replace(/^([가-힣])[은는이가을를도에]$/u, '$1');
}
