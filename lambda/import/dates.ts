/** The order of day, month and year in dates that do not begin with a four-digit year. */
export const dateOrders = ['day-month-year', 'month-day-year', 'year-month-day'] as const;
export type DateOrder = (typeof dateOrders)[number];

export interface Moment {
  /** As written, without conversion to another time zone. */
  readonly date: string;
  /** Milliseconds since midnight; undefined for a date without a time. */
  readonly time: number | undefined;
  /** Minutes east of UTC; undefined if the text contains no offset. */
  readonly offset: number | undefined;
  /** The assumption behind this reading. */
  readonly guess?: 'a day number of Excel' | 'seconds since 1970';
}

/** Parses the usual formats of dates and times; undefined for an invalid or ambiguous text. */
export function parseMoment(written: string, order?: DateOrder): Moment | undefined {
  const text = written
    .normalize('NFKC')
    .replace(/\s+/g, ' ')
    .replace(weekdayInside, '')
    .trim()
    .replace(weekday, '');
  const number = /^\d+(?:\.\d+)?$/.test(text) ? parseNumber(text) : undefined;
  if (number) return number;
  const found = parseDate(text, order);
  if (!found) return undefined;
  const rest = parseTime(text.slice(found.length));
  return rest && { date: found.date, ...rest };
}

/** The moment in UTC; `timeZone` is used when the text has no offset. */
export function toUtc({ date, time = 0, offset }: Moment, timeZone: string): string {
  const local = Date.parse(`${date}T00:00:00Z`) + time;
  if (offset !== undefined) return new Date(local - offset * 60_000).toISOString();
  // The offset depends on the moment and vice versa. The second attempt is correct except within an hour of a change.
  const first = local - offsetAt(timeZone, local);
  return new Date(local - offsetAt(timeZone, first)).toISOString();
}

/** Throws RangeError for an unknown time zone. */
function offsetAt(timeZone: string, moment: number): number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const name = format.formatToParts(moment).find(({ type }) => type === 'timeZoneName')!.value;
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  return sign ? Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * 60_000 : 0;
}

const weekdayInside = / ?\((?:[월화수목금토일](?:요일)?|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)\)/i;
const weekday = /^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? |[월화수목금토일]요일,? )/i;
const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

const dayMs = 86_400_000;
const firstExcelDay = Date.UTC(1899, 11, 30);

function parseNumber(text: string): Moment | undefined {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(text) ?? [];
  if (year) {
    const date = isoDate(year, month!, day!);
    return date ? { date, time: undefined, offset: undefined } : undefined;
  }
  const value = Number(text);
  if (/^\d{10}(?:\d{3})?$/.test(text)) {
    const moment = text.length === 10 ? value * 1_000 : value;
    return { ...partsOf(moment), offset: 0, guess: 'seconds since 1970' };
  }
  if (value < 20_000 || value > 80_000) return undefined;
  const moment = firstExcelDay + Math.round(value * 86_400) * 1_000;
  const { date, time } = partsOf(moment);
  return {
    date,
    time: Number.isInteger(value) ? undefined : time,
    offset: undefined,
    guess: 'a day number of Excel',
  };
}

function partsOf(moment: number): { date: string; time: number } {
  const time = moment % dayMs;
  return { date: new Date(moment).toISOString().slice(0, 10), time };
}

const yearFirst = /^(\d{4})(?:[-/]|\. ?|년 ?)(\d{1,2})(?:[-/]|\. ?|월 ?)(\d{1,2})(?:\.|일)?/;
const monthNamed = /^(\d{1,2})[-/ .]+(?:([a-z]{3,9})\.?|(\d{1,2})월)[-/ ,]+(\d{4}|\d\d)(?!\d|:)/i;
const monthNameFirst = /^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})/i;
const shortYearFirst = /^(\d\d)([-/.]) ?(\d{1,2})\2 ?(\d{1,2})\.?(?!\d)/;
const yearLast = /^(\d{1,2})([-/.]) ?(\d{1,2})\2 ?(\d{4})/;

function parseDate(text: string, order: DateOrder | undefined) {
  const found = (match: RegExpExecArray, year: string, month: string, day: string) => {
    const date = isoDate(year, month, day);
    return date ? { date, length: match[0].length } : undefined;
  };
  let match = yearFirst.exec(text);
  if (match) return found(match, match[1]!, match[2]!, match[3]!);
  match = monthNamed.exec(text);
  if (match) {
    const year = match[4]!.padStart(4, '20');
    return found(match, year, match[3] ?? monthOf(match[2]!), match[1]!);
  }
  match = monthNameFirst.exec(text);
  if (match) return found(match, match[3]!, monthOf(match[1]!), match[2]!);
  const isKorean = /오전|오후/.test(text);
  match = order === 'year-month-day' || (!order && isKorean) ? shortYearFirst.exec(text) : null;
  if (match) return found(match, `20${match[1]}`, match[3]!, match[4]!);
  match = yearLast.exec(text);
  const dateOrder = match && (order ?? orderOf(match));
  if (!match || !dateOrder) return undefined;
  const [day, month] = dateOrder === 'day-month-year' ? [match[1]!, match[3]!] : [match[3]!, match[1]!];
  return found(match, match[4]!, month, day);
}

/** A number above 12 cannot be a month. */
function orderOf([, first, , second]: RegExpExecArray): DateOrder | undefined {
  if (Number(first) > 12) return 'day-month-year';
  return Number(second) > 12 ? 'month-day-year' : undefined;
}

/**
 * The order of all dates, determined by an unambiguous one; undefined without one, or when two contradict each other.
 */
export function dateOrderOf(written: Iterable<unknown>): { order: DateOrder; example: string } | undefined {
  const evidence = new Map<DateOrder, string>();
  for (const cell of written) {
    const match = typeof cell === 'string' ? yearLast.exec(cell.normalize('NFKC').trim()) : null;
    const order = match && orderOf(match);
    if (order) evidence.set(order, match[0]);
  }
  const [[order, example] = []] = evidence;
  return evidence.size === 1 ? { order: order!, example: example! } : undefined;
}

function monthOf(name: string): string {
  return String(months.indexOf(name.slice(0, 3).toLowerCase()) + 1);
}

/** Undefined for an impossible date, such as 30 February. */
function isoDate(year: string, month: string, day: string): string | undefined {
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const moment = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(date) ? date : undefined;
}

const half = 'am|pm|a\\.m\\.|p\\.m\\.|오전|오후';
const clock = new RegExp(
  `^(?:T|,? | at )?(?:(${half}) ?)?(\\d{1,2})(?::(\\d\\d)(?::(\\d\\d)(?:[.,](\\d{1,9}))?)?|시(?: ?(\\d{1,2})분)?(?: ?(\\d{1,2})초)?) ?(${half})?`,
  'i',
);
const zone = /^ ?(?:(z|utc|gmt|kst)\b ?)?(?:([+-])(\d{1,2}):?(\d\d)?)?(?: ?[([][\w/ ]+[)\]])?$/i;

function parseTime(text: string): Pick<Moment, 'time' | 'offset'> | undefined {
  if (text.trim() === '') return { time: undefined, offset: undefined };
  const match = clock.exec(text);
  if (!match) return undefined;
  const [all, before, hour, minute = match[6], second = match[7], fraction, , , after] = match;
  const time = timeOf(Number(hour), Number(minute ?? 0), Number(second ?? 0), before ?? after);
  const zoned = zone.exec(text.slice(all.length));
  if (time === undefined || !zoned) return undefined;
  const milliseconds = Number((fraction ?? '').padEnd(3, '0').slice(0, 3));
  return { time: time + milliseconds, offset: offsetOf(zoned) };
}

function timeOf(hour: number, minute: number, second: number, half = ''): number | undefined {
  const isHalf = half !== '';
  const isLate = /^(?:p|오후)/i.test(half);
  if (minute > 59 || second > 59 || hour > 23 || (isHalf && !isLate && hour > 12)) return undefined;
  const hours = isHalf ? (hour % 12) + (isLate ? 12 : 0) : hour;
  return ((hours * 60 + minute) * 60 + second) * 1_000;
}

function offsetOf([, name, sign, hours, minutes = '0']: RegExpExecArray): number | undefined {
  if (sign) return Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes));
  if (name) return name.toLowerCase() === 'kst' ? 540 : 0;
  return undefined;
}
