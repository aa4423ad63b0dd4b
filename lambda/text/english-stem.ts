/** Without plural, -ing, -ed and a final e or y, so that forms of one word have one beginning. */
export function englishStem(word: string): string {
  if (word.length < 4) return word;
  const singular = word
    .replace(/ies$/, 'y')
    .replace(/(ch|sh|ss|x|z)es$/, '$1')
    .replace(/([^siu])s$/, '$1');
  const stem = singular
    .replace(/(?<=[aeiouy]\w*[^aeiou]|\w{4})(?:ing|(?<!e)ed)$/, '')
    .replace(/([bdgmnpt])\1$/, '$1');
  return stem.length >= 4 ? stem.replace(/(?<=\w{3})[ey]$/, '') : stem;
}
