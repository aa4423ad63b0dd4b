import * as z from 'zod';
import { boundedText } from '../../../../lambda/schemas/fields.ts';

// Each message is what an error says was expected, so it reads on after "expected".

const cleanText = boundedText(0, Number.POSITIVE_INFINITY);

/** Text by the rules of the tools: NFC, trimmed, without control characters; lengths in code points. */
export function text(min: number, max: number, expected = `${min} to ${max} characters`) {
  return z
    .string(expected)
    .pipe(cleanText)
    .refine((value) => [...value].length >= min && [...value].length <= max, expected);
}

/** One of the values, in any case, with spaces or hyphens for underscores. */
export function choice<const Values extends readonly [string, ...string[]]>(values: Values) {
  const schema = z.enum(values, `one of ${values.join(', ')}`);
  return z.preprocess(
    (value) => (typeof value === 'string' ? value.trim().toLowerCase().replace(/[ -]+/g, '_') : value),
    schema,
  );
}

/** The default stands in for a field that is missing or empty. */
export function optional<Schema extends z.ZodType>(schema: Schema, byDefault: z.output<Schema>) {
  return z.preprocess((value) => (isBlank(value) ? byDefault : value), schema);
}

const mostPieces = 1_000_000_000;

/** A whole number as spreadsheets write it: 1200 or 1,200. */
export const quantity = z
  .string()
  .trim()
  .regex(/^(\d{1,10}|\d{1,3}(,\d{3})+)$/, 'a whole number such as 12')
  .transform((digits) => Number(digits.replaceAll(',', '')))
  .refine((number) => number <= mostPieces, `at most ${mostPieces}`);

const dateExpected = 'a date with the year first, such as 2026-11-30';

/** A date as 2026-11-30, 2026/11/30 or 2026. 11. 30., perhaps with a time, which is left out. */
export const date = z
  .string(dateExpected)
  .trim()
  .transform((written) => {
    const match = /^(\d{4})(?:[-/]|\. ?)(\d{1,2})(?:[-/]|\. ?)(\d{1,2})\.?(?:[T ]+\d{1,2}:.*)?$/.exec(
      written,
    );
    return match ? [match[1], match[2]!.padStart(2, '0'), match[3]!.padStart(2, '0')].join('-') : written;
  })
  .pipe(z.iso.date(dateExpected));

/** A moment, brought to UTC; without a zone nobody could say which one it is. */
export const time = z.iso
  .datetime({
    offset: true,
    error: 'a time with its zone, such as 2026-11-30T09:00:00Z or 2026-11-30T18:00:00+09:00',
  })
  .transform((written) => new Date(written).toISOString());

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}
