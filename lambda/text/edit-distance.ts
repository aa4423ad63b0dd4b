/**
 * Counts inserted, deleted, replaced and transposed letters; stops at a larger number when the result exceeds `far`.
 */
export function editDistance(a: string, b: string, far = Number.POSITIVE_INFINITY): number {
  if (Math.abs(a.length - b.length) > far) return far + 1;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      let cost = Math.min(
        previous[column]! + 1,
        current[column - 1]! + 1,
        previous[column - 1]! + (isSame ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        cost = Math.min(cost, before[column - 2]! + 1);
      current.push(cost);
      least = Math.min(least, cost);
    }
    if (least > far) return far + 1;
    before = previous;
    previous = current;
  }
  return previous[b.length]!;
}
