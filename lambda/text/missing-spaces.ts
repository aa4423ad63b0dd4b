import type { ConceptSources } from './alternatives.ts';
import { questionWords } from './korean-grammar.ts';
import { termsOf } from './terms.ts';
import { isWholeNoun, withoutParticle } from './words.ts';

/** More pieces are unlikely, and each one multiplies the search. */
const mostPieces = 4;
const longestWord = 20;

/**
 * Splits an unknown word that was typed without spaces: 노트북도난당했어요, 휴가며칠. Undefined when a part stays unknown; the
 * longest first word is preferred, because many words begin with a short one.
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
  // 몇시간 and 몇프로 ask for a number, which answer-type.ts handles; 싶은데요 only marks a question.
  if (/^[몇싶]/u.test(word)) return true;
  return [word, withoutParticle(word), withoutShortParticle(word)].some((form) => questionWords.has(form));
}

/** The only question words of one syllable that may be a piece: too many other words begin with one (회사에서, 나오면). */
const negation = /^[안못]$/u;

/** `쉬는시간` would otherwise be read as a form of 쉬다. */
const verbBeforeNoun = /^([가-힣]{1,4}는)(시간|날|곳|법|사람|방법|기간|장소)/u;

/** The word itself, or the words that it consists of. */
export function withSpaces(word: string, sources: ConceptSources): readonly string[] {
  // A last single syllable belongs to another word, as in 자동문.
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

/** One syllable with a particle, such as `명이`, is compared without it, but not when the whole word is a noun. */
function withoutShortParticle(word: string): string {
  return isWholeNoun(word) ? word : word.replace(/^([가-힣])[은는이가을를도에]$/u, '$1');
}
