import { bareInitials, initialsOf, typedInEnglish } from '../../text/hangul-letters.ts';
import { fold, isHangul } from '../../text/words.ts';

/**
 * Whether a text begins with the typed prefix, compared by keystrokes: `ㄴ`, `노ㅌ` and `놑` match 노트북, because the last
 * letter may belong to the next syllable. Consonants alone may also be initials: `ㄴㅌ`.
 */
export function prefixMatcher(typed: string): (text: string) => boolean {
  const start = fold(typed);
  if (!isHangul(start)) return (text) => fold(text).startsWith(start);
  const keys = typedInEnglish(typed.trim().toLowerCase());
  const initials = bareInitials(start);
  return (text) => {
    const folded = fold(text);
    return (
      isHangul(folded) &&
      (typedInEnglish(folded).startsWith(keys) ||
        (initials !== undefined && initialsOf(folded).startsWith(initials)))
    );
  };
}
