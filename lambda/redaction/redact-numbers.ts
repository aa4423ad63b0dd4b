/** Between the groups of a number, also when it is pasted from a sheet or a form. */
const gap = String.raw`[ \t\r\n._/·・+\u00a0\u2000-\u200a\u202f\u3000\u2010-\u2015\u2212-]`;
/** Between the groups of a phone number: ` - ` as well. */
const gaps = String.raw`(?:${gap}{0,3})`;

/** A UUID first: no number is looked for inside one. The rest in the order in which they are told apart. */
const kinds = [
  String.raw`(?<![A-Za-z0-9]|\d[.,])(?<uuid>[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?![A-Za-z0-9])`,
  // Mobile numbers of Korea are told by themselves, whatever letters stand beside them.
  String.raw`(?<mobile>(?<!\d|\d[.,])(?:\(?(?:01[016789]|공일[공일육칠팔구])\)?${gaps}\d{3,4}${gaps}\d{4}|82${gaps}\(?0?\)?1[016789]${gaps}\d{3,4}${gaps}\d{4})(?!\d))`,
  String.raw`(?<![A-Za-z0-9]|\d[.,])(?<phone>\+[1-9]\d{0,2}(?:[()]|${gap}){0,3}(?:\d(?:[()]|${gap}){0,3}){6,13}\d` + // +82 10-1234-5678
    String.raw`|00[1-9]\d{0,2}${gap}\d{1,4}${gap}\d{3,4}${gap}\d{3,4}` + // 0082 10 1234 5678
    String.raw`|\(?0(?:2|[3-6][1-5]|50\d|[78]0)\)?${gaps}\d{3,4}${gaps}\d{4}` + // (02) 123-4567
    String.raw`|0\d{1,4}[ -]\d{3,4}[ -]\d{3,4}` + // 020 7946 0958
    String.raw`|\(?[2-9]\d{2}\)?[ .-][2-9]\d{2}[.-]\d{4})(?![A-Za-z0-9])`, // (415) 555-2671
  String.raw`(?<!\d|\d[.,])(?<resident>\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])${gaps}[1-8]\d{6})(?!\d)`,
  String.raw`(?<!\d|\d[.,])(?<run>\d+(?:${gap}{1,3}\d+)*)(?!\d)`,
];

const numbers = new RegExp(kinds.join('|'), 'gi');

/** Replaces phone, card and Korean resident numbers; a UUID, a date, an amount or a ticket id is none. */
export function redactNumbers(text: string): string {
  return text.replace(numbers, (match, ...rest) => {
    const { uuid, mobile, phone, resident } = rest.at(-1) as Record<string, string | undefined>;
    if (uuid) return match;
    if (mobile || phone) return '[phone]';
    if (resident) return '[resident-number]';
    return redactCards(match);
  });
}

/** Looks for cards in a run of groups such as `2026 4111 1111 1111 1111`: any neighbours that pass Luhn's check. */
function redactCards(run: string): string {
  const groups = [...run.matchAll(/\d+/g)];
  let masked = '';
  let done = 0;
  for (let first = 0; first < groups.length; first += 1) {
    const last = lastOfCard(groups, first);
    if (last === undefined) continue;
    masked += `${run.slice(done, groups[first]!.index)}[card]`;
    done = groups[last]!.index + groups[last]![0].length;
    first = last;
  }
  return masked + run.slice(done);
}

/** No card begins with these (ISO/IEC 7812-1: airlines, unassigned, petroleum). */
const noCard = /^[017]/;

/** All groups of a card but the last have three digits or more. */
function lastOfCard(groups: readonly RegExpExecArray[], first: number): number | undefined {
  let digits = '';
  for (let last = first; last < groups.length; last += 1) {
    const [group] = groups[last]!;
    digits += group;
    if (digits.length > 19 || noCard.test(digits)) return undefined;
    if (digits.length >= 14 && passesLuhn(digits)) return last;
    if (group.length < 3) return undefined;
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
