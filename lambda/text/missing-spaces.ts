/** More pieces were never meant, and each one more is a search through all the places. */
const mostPieces = 4;
const longestWord = 20;

/**
 * The words that an unknown one was typed of without the spaces: 노트북도난당했어요, 휴가며칠. Nothing when a part of it stays
 * unknown. The first word is the longest that there is, as a short one begins too many others.
 */
export function wordsWithoutSpaces(
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
