/** Between the groups of a number, also when it is pasted from a sheet or a form. */
const gap = String.raw`[ \t\r\n._/·・+\u00a0\u2000-\u200a\u202f\u3000\u2010-\u2015\u2212-]`;
/** Between the groups of a phone number: ` - ` as well. */
const gaps = String.raw`(?:${gap}{0,3})`;

/** Between the groups of card and resident numbers, whose digits are checked further: punctuation as well. */
const wideGap = gap.replace('[', '[,:;|*~ㅡ');
/** Within a date of birth. */
const dateGap = '[./ -]?';

/** Matched first, so that no number is found inside a UUID. */
const uuid = String.raw`(?<![A-Za-z0-9]|\d[.,])(?<uuid>[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?![A-Za-z0-9])`;

/** In the order in which they are tried at each position. */
const kinds = [
  uuid,
  // Korean mobile numbers are recognized even directly beside letters.
  String.raw`(?<mobile>(?<!\d|\d\.)(?:\(?(?:01[016789]|공일[공일육칠팔구])\)?${gaps}\d{3,4}${gaps}\d{4}|82${gaps}\(?0?\)?1[016789]${gaps}\d{3,4}${gaps}\d{4})(?!\d))`,
  String.raw`(?<![A-Za-z0-9]|\d\.)(?<phone>\+[1-9]\d{0,2}(?:[()]|${gap}){0,3}(?:\d(?:[()]|${gap}){0,3}){6,13}\d` + // +82 10-1234-5678
    String.raw`|00[1-9]\d{0,2}${gap}\d{1,4}${gap}\d{3,4}${gap}\d{3,4}` + // 0082 10 1234 5678
    String.raw`|\(?0(?:2|[3-6][1-5]|50\d|[78]0)\)?${gaps}\d{3,4}${gaps}\d{4}` + // (02) 123-4567
    String.raw`|0\d{1,4}[ -]\d{3,4}[ -]\d{3,4}` + // 020 7946 0958
    String.raw`|\(?[2-9]\d{2}\)?[ .-][2-9]\d{2}[.-]\d{4})(?![A-Za-z0-9])`, // (415) 555-2671
  String.raw`(?<!\d|\d\.)(?<resident>(?:19\d|20[01]|\d)\d${dateGap}(?:0[1-9]|1[0-2])${dateGap}(?:0[1-9]|[12]\d|3[01])${wideGap}{0,3}[1-8]${gap}?\d{6}` +
    String.raw`|\d \d (?:0 [1-9]|1 [0-2]) (?:0 [1-9]|[12] \d|3 [01]) ?[-\u2010-\u2015]? ?[1-8](?: \d){6})(?!\d)`,
];

const numbers = new RegExp(kinds.join('|'), 'gi');
const runs = new RegExp(String.raw`${uuid}|(?<!\d|\d[.,])\d+(?:${wideGap}{1,3}\d+)*(?!\d)`, 'gi');

/** The fewest digits of any of these numbers: a mobile number whose 010 is written in Korean. */
const enoughDigits = /\d(?:\D*\d){6}/;

interface NumberMatch {
  readonly start: number;
  readonly end: number;
  readonly label: string;
}

/**
 * Replaces phone, card and Korean resident numbers; leaves UUIDs, dates, amounts and ticket ids. Overlapping matches
 * are replaced together as one.
 */
export function redactNumbers(text: string): string {
  if (!enoughDigits.test(text)) return text;
  const found = [...personalNumbersIn(text), ...cardsIn(text)].sort((a, b) => a.start - b.start);
  let redacted = '';
  let done = 0;
  for (let at = 0; at < found.length; ) {
    const { start } = found[at]!;
    let { end, label } = found[at]!;
    let longest = end - start;
    for (at += 1; at < found.length && found[at]!.start < end; at += 1) {
      const next = found[at]!;
      if (next.end - next.start > longest) ({ label } = next);
      longest = Math.max(longest, next.end - next.start);
      end = Math.max(end, next.end);
    }
    redacted += text.slice(done, start) + label;
    done = end;
  }
  return redacted + text.slice(done);
}

function personalNumbersIn(text: string): NumberMatch[] {
  return [...text.matchAll(numbers)].flatMap(({ 0: match, index, groups }) => {
    if (groups!.uuid) return [];
    const label = groups!.resident ? '[resident-number]' : '[phone]';
    return [{ start: index, end: index + match.length, label }];
  });
}

/** Finds adjacent groups that pass Luhn's check, also within a longer run such as `2026 4111 1111 1111 1111`. */
function cardsIn(text: string): NumberMatch[] {
  return [...text.matchAll(runs)].flatMap(({ 0: run, index, groups: { uuid } = {} }) => {
    if (uuid) return [];
    const groups = [...run.matchAll(/\d+/g)];
    const cards: NumberMatch[] = [];
    for (let first = 0; first < groups.length; first += 1) {
      const last = lastOfCard(groups, first);
      if (last === undefined) continue;
      const start = index + groups[first]!.index;
      cards.push({ start, end: index + groups[last]!.index + groups[last]![0].length, label: '[card]' });
      first = last;
    }
    return cards;
  });
}

/** Prefixes that no payment card has (ISO/IEC 7812-1: airlines, unassigned, petroleum), and years from 2000 to 2199. */
const noCard = /^(?:[017]|2[01]\d)/;

/** Every group of a card but the last has at least three digits, or every group has one digit. */
function lastOfCard(groups: readonly RegExpExecArray[], first: number): number | undefined {
  let digits = '';
  const isSpaced = groups[first]![0].length === 1;
  for (let last = first; last < groups.length; last += 1) {
    const [group] = groups[last]!;
    digits += group;
    if (digits.length > 19 || noCard.test(digits)) return undefined;
    if (digits.length >= 14 && passesLuhn(digits)) return last;
    if (isSpaced ? group.length > 1 : group.length < 3) return undefined;
  }
  return undefined;
}

/** ISO/IEC 7812-1: every second digit from the right counts double. */
function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
