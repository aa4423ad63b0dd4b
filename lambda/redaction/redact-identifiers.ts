/** Identifiers issued to a person by a state or a bank. */
const patterns: readonly (readonly [RegExp, string])[] = [
  // Korean: a letter with eight digits, one of which can be a letter.
  [/(?<![A-Za-z0-9])[MSRODG]\d{3}[A-Z0-9]\d{4}(?![A-Za-z0-9])/g, '[passport]'],
  [
    /((?:여권|passport)(?: ?(?:번호|no\.?|number|#))?(?:은|는|이|가|\s{0,3}[:：=]|\s{1,3}is)?\s{0,3})[A-Z]{1,2}\d{6,8}(?![A-Za-z0-9])/gi,
    '$1[passport]',
  ],
  [/(?<!\d)\d{2}-\d{2}-\d{6}-\d{2}(?!\d)/g, '[licence]'],
  [/(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])/g, '[ssn]'],
  [
    /((?:계좌|account (?:no\.?|number))(?: ?번호)?(?:은|는|이|가|\s{1,3}is)?\s{0,3}[:：=]?\s{0,3}(?:[가-힣]{2,8}\s{1,2})?)(?=(?:\d[ -]?){10,16}(?!\d))(?:\d[ -]?){9,15}\d/gi,
    '$1[account]',
  ],
];

const iban = /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?(?![A-Za-z0-9])/g;

/** Replaces passport, driving-licence, social-security and account numbers. */
export function redactIdentifiers(text: string): string {
  return patterns
    .reduce((result, [pattern, label]) => result.replace(pattern, label), text)
    .replace(iban, (found) => (isIban(found) ? '[account]' : found));
}

/** ISO 13616: with the first four characters moved to the end and letters as numbers, the number modulo 97 is 1. */
function isIban(text: string): boolean {
  const characters = text.replace(/[ -]/g, '');
  const rotated = characters.slice(4) + characters.slice(0, 4);
  const digits = [...rotated].map((character) => Number.parseInt(character, 36)).join('');
  return characters.length >= 15 && BigInt(digits) % 97n === 1n;
}
