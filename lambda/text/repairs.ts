import {
  bareInitials,
  initialsOf,
  soundOf,
  spelledLetters,
  typedInEnglish,
  typedInKorean,
} from './hangul-letters.ts';
import { createNearestWords, type NearestWords } from './nearest-words.ts';
import { isHangul } from './words.ts';

export interface Repairs {
  /** The query as typed with the keyboard in the other language. */
  otherKeyboard(query: string): readonly string[];
  /** Known words that an unknown one may stand for; empty when none is near. */
  wordsFor(word: string): readonly string[];
}

/** A shorter sound matches too many Latin words. */
const shortestSound = 4;
const mostWords = 3;

/**
 * `phrases` also contains neighbouring words as one, because initials are typed without spaces. Both are read on
 * demand.
 */
export function createRepairs(sources: { words(): Iterable<string>; phrases(): Iterable<string> }): Repairs {
  let nearest: NearestWords | undefined;
  let byInitials: Map<string, string[]> | undefined;
  let bySound: Map<string, string[]> | undefined;

  return {
    otherKeyboard(query) {
      const typed = /[a-z]/i.test(query) ? typedInKorean(query) : typedInEnglish(query);
      // A result with single letters instead of whole syllables was not intended.
      const isWord = isHangul(typed) ? /[가-힣]/.test(typed) && !/[ㄱ-ㅣ]/.test(typed) : typed !== query;
      return isWord && typed !== query ? [typed] : [];
    },
    wordsFor(word) {
      if (/^\p{N}/u.test(word)) return [];
      const initials = bareInitials(word);
      if (initials) {
        byInitials ??= grouped(sources.phrases(), initialsOf);
        return (byInitials.get(initials) ?? []).slice(0, mostWords);
      }
      const letters = spelledLetters(word);
      if (letters) return [letters];
      const denied = /^[못안]([가-힣]{2,})$/u.exec(word)?.[1];
      if (denied) return [denied];
      const sound = soundOf(word);
      if (isHangul(word) && sound.length >= shortestSound) {
        bySound ??= grouped(sources.words(), (known) => (/^[a-z]{4,}$/.test(known) ? soundOf(known) : ''));
        const alike = bySound.get(sound);
        if (alike) return alike.slice(0, mostWords);
      }
      nearest ??= createNearestWords(sources.words());
      return nearest(word);
    },
  };
}

function grouped(words: Iterable<string>, key: (word: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const word of words) {
    const name = key(word);
    if (!name || name === word) continue;
    const group = groups.get(name);
    if (!group) groups.set(name, [word]);
    else if (!group.includes(word)) group.push(word);
  }
  return groups;
}
