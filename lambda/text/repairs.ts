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
  /** The query as it reads when the keyboard was left in the other language. */
  otherKeyboard(query: string): readonly string[];
  /** Known words that an unknown one may have meant; none for what is no word of any. */
  wordsFor(word: string): readonly string[];
}

/** Of a Latin word; shorter ones sound like too many. */
const shortestSound = 4;
const mostWords = 3;

/** `phrases` also has neighbouring words as one, for initials that leave the space out. Both are read at the first need. */
export function createRepairs(sources: { words(): Iterable<string>; phrases(): Iterable<string> }): Repairs {
  let nearest: NearestWords | undefined;
  let byInitials: Map<string, string[]> | undefined;
  let bySound: Map<string, string[]> | undefined;

  return {
    otherKeyboard(query) {
      const typed = /[a-z]/i.test(query) ? typedInKorean(query) : typedInEnglish(query);
      // Something that was meant has whole syllables, or no Hangul at all.
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
