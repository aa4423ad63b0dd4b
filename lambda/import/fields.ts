import * as z from 'zod';
import { boundedText } from '../schemas/fields.ts';

// Each message completes the sentence "expected …" of an error.

const cleanText = boundedText(0, Number.POSITIVE_INFINITY);

/** Text under the same rules as in tools: NFC, trimmed, without control characters; lengths count code points. */
export function text(min: number, max: number, expected = `${min} to ${max} characters`) {
  return z
    .string(expected)
    .pipe(cleanText)
    .refine((value) => [...value].length >= min && [...value].length <= max, expected);
}

/** One of the values. */
export function choice<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, `one of ${values.join(', ')}`);
}

/** Replaces a missing or empty field by the default. */
export function optional<Schema extends z.ZodType>(schema: Schema, byDefault: z.output<Schema>) {
  return z.preprocess((value) => (isBlank(value) ? byDefault : value), schema);
}

const wholeNumber =
  /^(\d{1,10}(?:\.0{1,2})?|\d{1,3}(?:,\d{3})+(?:\.0{1,3})?)( ?(개|대|권|본|장|매|세트|박스|상자|병|켤레|벌|자루|통|팩|롤|식|점|명|ea|pcs?|pieces?|units?|set|sets|box|boxes)\.?)?$/i;
const mostPieces = 1_000_000_000;

/** A whole number in the formats of spreadsheets and databases: 1200, 1,200, １２ or 1200.0, also with a counter word. */
export const quantity = z
  .string('a whole number such as 12')
  .transform((written) => written.normalize('NFKC').trim())
  .pipe(z.string().regex(wholeNumber, 'a whole number such as 12'))
  .transform((digits) => Number(/^[\d,]+/.exec(digits)![0].replaceAll(',', '')))
  .refine((number) => number <= mostPieces, `at most ${mostPieces}`);

export const date = z.iso.date('a date with the year first, such as 2026-11-30');

export const time = z.iso.datetime(
  'a time such as 2026-11-30T09:00:00Z, 2026-11-30T18:00:00+0900 or 2026-11-30 18:00',
);

/** Databases write `\N` for an empty value, and help desks a hyphen. */
export function isBlank(value: unknown): boolean {
  return (
    value === undefined || value === null || (typeof value === 'string' && /^\s*(?:\\N|-+)?\s*$/.test(value))
  );
}
