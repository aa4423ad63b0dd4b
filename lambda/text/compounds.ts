/** Syllables that a compound may have without a change of meaning: 출장비 is about 출장, 퇴사자 about 퇴사. */
const affixes = new Set(
  '비 일 날 팀 증 용 금 료 권 실 자 율 액 수 건 서 시 전 후 중 때 법 제 별 표 값 길 처 약 함 쪽 측 조 급 률 량'.split(
    ' ',
  ),
);

interface CompoundParts {
  readonly parts: readonly string[];
  readonly isWhole: boolean;
}

/** Splits an unknown compound into known words; if that fails, finds the longest known word at its beginning or end. */
export function compoundParts(compound: string, isKnown: (text: string) => boolean): CompoundParts {
  const none: CompoundParts = { parts: [], isWhole: false };
  const { length } = compound;
  if (!/^\p{N}*[가-힣]{3,}$/u.test(compound) || length > 20) return none;

  let piece: CompoundParts = none;
  for (let at = length - 1; at > 0; at -= 1) {
    const [left, right] = [compound.slice(0, at), compound.slice(at)];
    if (!isKnown(left)) continue;
    if (affixes.has(right)) return { parts: [left], isWhole: true };
    if (isKnown(right)) return { parts: [left, right], isWhole: true };
    const rest = compoundParts(right, isKnown);
    if (rest.isWhole) return { parts: [left, ...rest.parts], isWhole: true };
    if (right.length >= 2 && piece.parts.length === 0) piece = { parts: [left], isWhole: false };
  }
  for (let at = 1; at <= length - 2 && piece.parts.length === 0; at += 1) {
    const right = compound.slice(at);
    if (isKnown(right) && (at >= 2 || affixes.has(compound.slice(0, at))))
      piece = { parts: [right], isWhole: false };
  }
  return piece;
}
