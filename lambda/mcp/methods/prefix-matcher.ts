import { bareInitials, initialsOf, typedInEnglish } from '../../text/hangul-letters.ts';
import { fold, isHangul } from '../../text/words.ts';

/**
 * Whether a text begins with what was typed so far. A Korean syllable is compared by its keys, as its last letter may
 * belong to the next one: `ㄴ`, `노ㅌ` and `놑` begin 노트북. Consonants alone may also be initials: `ㄴㅌ`.
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
