/**
 * Removes plural, -ing, -ed and a final e or y, so that forms of one word share a stem; `note` stays different from
 * `not`.
 */
export function englishStem(word: string): string {
  if (word.length < 4) return word;
  if (Object.hasOwn(irregular, word)) return irregular[word]!;
  const singular = word
    .replace(/ies$|(?<=^\w{2,})ied$/, 'y')
    .replace(/(ch|sh|ss|x|z)es$/, '$1')
    .replace(/([^siu])s$/, '$1');
  const open = singular.replace(/(?<=[aeiouy]\w*[^aeiou]|\w{4})(?:ing|(?<!e)ed)$/, '');
  const whole = open !== singular && lostItsE.test(open) ? `${open}e` : open.replace(/([bdgmnpt])\1$/, '$1');
  return whole.replace(/(?<=\w{3})y$|(?<=\w{4})e$/, '');
}

const irregular: Record<string, string> = {
  mice: 'mouse',
  children: 'child',
  people: 'person',
  women: 'woman',
  shelves: 'shelf',
  knives: 'knife',
  // Must differ from the stem of policy.
  police: 'police',
  // Leaving a company is resigning, not being on leave.
  leaving: 'resign',
};

/** Matches stems of `paging` and `noted`, which need their e back; `planning` has a doubled consonant instead. */
const lostItsE = /^[^aeiou]?[aeiou][^aeiouwxy]$/;

/** Verbs with their irregular past forms, except forms that are also nouns or adjectives, such as left and broke. */
for (const verb of `buy bought, pay paid, lose lost, steal stole stolen, send sent, spend spent, sell sold, drive drove driven,
  forget forgot forgotten, bring brought, catch caught, throw threw thrown, write wrote written, choose chose chosen, wear wore worn,
  fly flew flown, feel felt, sleep slept, eat ate eaten, teach taught, build built, keep kept, hold held, speak spoke spoken, lend lent`.split(
  ',',
)) {
  const [present = '', ...past] = verb.trim().split(' ');
  for (const form of past) irregular[form] = englishStem(present);
}

/** The common part of a noun and its verb, such as `approval` and `approve`; expects a stem of {@link englishStem}. */
export function englishRoot(stem: string): string {
  return stem.replace(/(?<=^\w{4,})(?:ication|ation|at|ition|ion|ment|al|anc|enc|er|or|it|abl)$/, '');
}
