import SearchableMap from 'minisearch/SearchableMap';
import { fold } from './words.ts';

/** Finds the words of a vocabulary that a mistyped word may have meant. */
export type NearestWords = (word: string) => readonly string[];

const most = 3;
/** Longer ones are no typing mistakes, and the time grows with the length. */
const longestWord = 30;

/** Distance is counted in letters; a Hangul syllable is its two or three letters, so `노트븍` is one off `노트북`. */
export function createNearestWords(words: Iterable<string>): NearestWords {
  const vocabulary = new SearchableMap<string>();
  for (const word of words) vocabulary.set(lettersOf(word), word);

  return (word) => {
    const letters = lettersOf(word);
    if (letters.length < 3 || letters.length > longestWord) return [];
    const distance = Math.min(3, Math.floor(letters.length / 3));
    return [...vocabulary.fuzzyGet(letters, distance)]
      .sort(([a, [, far]], [b, [, near]]) => far - near || (a < b ? -1 : 1))
      .slice(0, most)
      .map(([, [found]]) => found);
  };
}

function lettersOf(word: string): string {
  return fold(word).normalize('NFD');
}

/** The words in quotes with commas between, for a sentence. */
export function quoted(words: Iterable<string>): string {
  return [...words].map((word) => `"${word}"`).join(', ');
}
