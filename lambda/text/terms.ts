import { englishStem } from './english-stem.ts';
import { nounOfVerb, verbStem, verbTerm } from './korean-verbs.ts';
import { agrees, endsInHan, isHangul, isWholeNoun, withoutParticle } from './words.ts';

/**
 * The terms by which a word of {@link wordsOf} is indexed and found. A Korean word may have two: the noun without its
 * particle, and `~` with the stem of the verb.
 */
export function termsOf(word: string): string[] {
  if (!isHangul(word)) return [englishStem(word)];
  const stem = verbStem(word);
  const noun = stem && !endsInHan.test(word) ? nounOfVerb(stem) : undefined;
  if (noun) return [noun];
  const nouns = isShortNoun(word) ? [word, word.charAt(0)] : [withoutParticle(word)];
  return stem ? [...nouns, verbTerm(stem)] : nouns;
}

/** A word such as `책을` and `불이`, which may also be a noun as a whole, such as `고을` and `송이`. */
function isShortNoun(word: string): boolean {
  if (!/^[가-힣]{2}$/u.test(word) || isWholeNoun(word)) return false;
  return /[을를은이도에]$/u.test(word) || (/[가로와과]$/u.test(word) && agrees(word, word.charAt(1)));
}

export function isVerbTerm(term: string): boolean {
  return term.startsWith('~');
}
