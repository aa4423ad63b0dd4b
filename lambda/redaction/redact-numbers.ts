/** Between the groups of a number, also when it is pasted from a sheet or a form. */
const gap = String.raw`[ \t\r\n._/·・+\u00a0\u2000-\u200a\u202f\u3000\u2010-\u2015\u2212-]`;
/** Between the groups of a phone number: ` - ` as well. */
const gaps = String.raw`(?:${gap}{0,3})`;

/** Between the groups of a card and of a resident number, of which each has a check of its own: commas and the like as well. */
const wideGap = gap.replace('[', '[,:;|*~ㅡ');
/** Within a date of birth. */
const dateGap = '[./ -]?';

/** No number is looked for inside one. */
const uuid = String.raw`(?<![A-Za-z0-9]|\d[.,])(?<uuid>[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?![A-Za-z0-9])`;

/** In the order in which they are told apart, wherever they stand in a row of numbers. */
const kinds = [
  uuid,
  // Mobile numbers of Korea are told by themselves, whatever letters stand beside them.
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

/** No number of these kinds has fewer digits: the shortest is a mobile one whose 010 is written in Korean. */
const enoughDigits = /\d(?:\D*\d){6}/;

interface Found {
  readonly start: number;
  readonly end: number;
  readonly label: string;
}

/**
 * Replaces phone, card and Korean resident numbers; a UUID, a date, an amount or a ticket id is none. Of those that
 * overlap nothing is left, not even what only one of them covers.
 */
export function redactNumbers(text: string): string {
  if (!enoughDigits.test(text)) return text;
  const found = [...personalNumbersIn(text), ...cardsIn(text)].sort((a, b) => a.start - b.start);
  let masked = '';
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
    masked += text.slice(done, start) + label;
    done = end;
  }
  return masked + text.slice(done);
}

function personalNumbersIn(text: string): Found[] {
  return [...text.matchAll(numbers)].flatMap(({ 0: match, index, groups }) => {
    if (groups!.uuid) return [];
    const label = groups!.resident ? '[resident-number]' : '[phone]';
    return [{ start: index, end: index + match.length, label }];
  });
}

/** Looks in runs of groups such as `2026 4111 1111 1111 1111`: any neighbours that pass Luhn's check. */
function cardsIn(text: string): Found[] {
  return [...text.matchAll(runs)].flatMap(({ 0: run, index, groups: { uuid } = {} }) => {
    if (uuid) return [];
    const groups = [...run.matchAll(/\d+/g)];
    const cards: Found[] = [];
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

/** No card begins with these (ISO/IEC 7812-1: airlines, unassigned, petroleum), nor with a year of our time. */
const noCard = /^(?:[017]|2[01]\d)/;

/** All groups of a card but the last have three digits or more, or each is one digit. */
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
