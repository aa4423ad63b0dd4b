import { isHangul, stemOf, wordsOf } from '../../text/words.ts';

/** Shorter English stems are the beginning of too many other words. */
const shortestBeginning = 4;

/** A text as words are counted in it: stems with a space around each, but none inside Hangul, where spacing is free. */
export function countable(text: string): string {
  const spaced = wordsOf(text).map((word) => (isHangul(word) ? word : stemOf(word)));
  return ` ${spaced.join(' ').replace(/(?<=\p{Script=Hangul}) (?=\p{Script=Hangul})/gu, '')} `;
}

/** How often a stem is in a {@link countable} text: anywhere if it is Hangul, else at the beginning of a word. */
export function countOf(stem: string, text: string): number {
  const wanted = isHangul(stem) ? stem : ` ${stem}${stem.length < shortestBeginning ? ' ' : ''}`;
  let count = 0;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + Math.max(1, wanted.length - 1)))
    count += 1;
  return count;
}
