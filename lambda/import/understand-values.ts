import type { Kind } from './column-names.ts';
import { dateOrderOf, parseMoment, toUtc } from './dates.ts';
import { isBlank } from './fields.ts';
import type { Guesses } from './guesses.ts';
import { lookUp } from './look-up.ts';
import type { Mapping } from './mapping.ts';
import type { RawRow } from './source-table.ts';
import { compact, valueWords } from './value-words.ts';

export interface ValueOptions {
  readonly kind: Kind;
  readonly mapping: Mapping;
  readonly guesses: Guesses;
  /** The zone of times without one. */
  readonly timeZone?: string | undefined;
}

/** Adds the order of day and month found in the file's dates, unless the mapping has one. */
export function withDateOrder(
  rows: readonly RawRow[],
  fields: readonly string[],
  { mapping, guesses }: Pick<ValueOptions, 'mapping' | 'guesses'>,
): Mapping {
  if (mapping.dates) return mapping;
  const dateOrder = dateOrderOf(rows.flatMap(({ raw }) => fields.map((field) => raw[field])));
  if (!dateOrder) return mapping;
  guesses.add(`dates such as ${dateOrder.example} were read as ${dateOrder.order}`);
  return { ...mapping, dates: dateOrder.order };
}

/** Converts values to the stored form; values that are not understood stay unchanged, to be rejected by the checks. */
export function understandValues(
  raw: Readonly<Record<string, unknown>>,
  dateFields: { readonly dates: readonly string[]; readonly times: readonly string[] },
  options: ValueOptions,
): Record<string, unknown> {
  const { mapping } = options;
  const row: Record<string, unknown> = {};
  for (const [field, written] of Object.entries(raw)) {
    const blank = isBlank(written);
    const mapped = typeof written === 'string' ? lookUp(mapping.values?.[field], written.trim()) : undefined;
    const value = mapped || (blank ? (mapping.defaults?.[field] ?? '') : written);
    if (typeof value !== 'string') row[field] = value;
    else if (dateFields.dates.includes(field)) row[field] = understandDate(field, value, options);
    else if (dateFields.times.includes(field)) row[field] = understandTime(field, value, options);
    else row[field] = understandWord(field, value, options);
  }
  for (const [field, value] of Object.entries(mapping.defaults ?? {})) {
    if (value !== '') row[field] ??= value;
  }
  return row;
}

function understandWord(field: string, written: string, { kind, guesses }: ValueOptions): string {
  const words = (valueWords[kind] as Record<string, ReadonlyMap<string, string>>)[field];
  // Snipe-IT appends the meaning of a status: `Ready to Deploy (Deployed)`.
  const [, before = '', inside = ''] = /^(.+?)\((.+)\)\s*$/s.exec(written) ?? [];
  // For priorities such as `P2 - High`.
  const [, named = ''] = /^p?\d ?[-–:.] ?(.+)$/is.exec(written) ?? [];
  const value = [written, named, inside, before].map((word) => words?.get(compact(word))).find(Boolean);
  if (!value) return written;
  if (compact(value) !== compact(written)) guesses.value(field, written, value);
  return value;
}

function understandDate(field: string, written: string, { mapping, guesses }: ValueOptions): string {
  const moment = parseMoment(written, mapping.dates);
  if (!moment) return written.trim();
  if (moment.guess) guesses.add(`${field}: a number was read as ${moment.guess}`);
  return moment.date;
}

function understandTime(field: string, written: string, options: ValueOptions): string {
  const { mapping, guesses, timeZone } = options;
  const moment = parseMoment(written, mapping.dates);
  if (!moment) return written.trim();
  if (moment.offset === undefined) {
    if (!timeZone) return written.trim();
    guesses.add(`${field}: a time without a zone was read as one of ${timeZone}`);
  }
  if (moment.guess) guesses.add(`${field}: a number was read as ${moment.guess}`);
  return toUtc(moment, timeZone ?? 'UTC');
}
