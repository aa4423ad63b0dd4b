/** Without plural, -ing, -ed and a final e or y, so that forms of one word have one beginning; `note` is not `not`. */
export function englishStem(word: string): string {
  if (word.length < 4) return word;
  if (Object.hasOwn(irregular, word)) return irregular[word]!;
  const singular = word
    .replace(/ies$/, 'y')
    .replace(/(ch|sh|ss|x|z)es$/, '$1')
    .replace(/([^siu])s$/, '$1');
  const open = singular.replace(/(?<=[aeiouy]\w*[^aeiou]|\w{4})(?:ing|(?<!e)ed)$/, '');
  const whole = open !== singular && lostItsE.test(open) ? `${open}e` : open.replace(/([bdgmnpt])\1$/, '$1');
  return whole.replace(/(?<=\w{3})y$|(?<=\w{4})e$/, '');
}

const irregular: Readonly<Record<string, string>> = {
  mice: 'mouse',
  children: 'child',
  people: 'person',
  women: 'woman',
  shelves: 'shelf',
  knives: 'knife',
};

/** Of `paging` and `noted`; a doubled consonant, as in `planning`, would say that there was none. */
const lostItsE = /^[^aeiou]?[aeiou][^aeiouwxy]$/;
