import { editDistance } from './edit-distance.ts';
import { fold, isHangul } from './words.ts';

/** Finds the words of a folded vocabulary that a mistyped word may have meant, the nearest first. */
export type NearestWords = (word: string) => readonly string[];

const most = 3;
/** Longer words are rarely typing mistakes, and the time grows with the length. */
const longestWord = 30;

interface Known {
  readonly word: string;
  readonly letters: string;
  readonly mask: number;
}

/** Counts the distance in letters; a Hangul syllable has two or three, so `노트븍` is one letter from `노트북`. */
export function createNearestWords(words: Iterable<string>): NearestWords {
  const byLength: Known[][] = [];
  for (const word of new Set(words)) {
    // The words are already folded.
    const letters = word.normalize('NFD');
    byLength[letters.length] ??= [];
    byLength[letters.length]!.push({ word, letters, mask: maskOf(letters) });
  }

  return (word) => {
    const letters = lettersOf(word);
    const far = allowance(word, letters);
    if (far === 0) return [];
    const mask = maskOf(letters);
    return Array.from({ length: 2 * far + 1 }, (_, more) => byLength[letters.length - far + more] ?? [])
      .flat()
      .filter((known) => isPossible(known, mask, far))
      .map((known) => ({ ...known, distance: editDistance(letters, known.letters, far) }))
      .filter((known) => known.distance <= far)
      .sort((a, b) => a.distance - b.distance || (a.word < b.word ? -1 : 1))
      .filter((known, _, [first]) => known.distance === first!.distance)
      .slice(0, most)
      .map((known) => known.word);
  };
}

/** One bit per letter. One mistake changes at most two bits, so most words need no comparison. */
function maskOf(letters: string): number {
  let mask = 0;
  for (let at = 0; at < letters.length; at += 1) mask |= 1 << (letters.charCodeAt(at) & 31);
  return mask;
}

function isPossible(known: Known, mask: number, far: number): boolean {
  let differing = known.mask ^ mask;
  let bits = 0;
  for (; differing !== 0; bits += 1) differing &= differing - 1;
  return bits <= 2 * far;
}

/** The number of wrong letters that is accepted: none in a short word, because too many others are near it. */
function allowance(word: string, { length }: string): number {
  if (length > longestWord) return 0;
  if (isHangul(word)) {
    const syllables = word.normalize('NFC').length;
    if (syllables < 3) return 0;
    return length >= 9 ? 2 : 1;
  }
  if (length < 6) return 0;
  return length >= 12 ? 2 : 1;
}

function lettersOf(word: string): string {
  return fold(word).normalize('NFD');
}
