import * as z from 'zod';

/**
 * Text as people type it: NFC, trimmed, control characters other than tab and newline taken out.
 * Lengths are in Unicode code points of what is left; too long is refused, never cut (spec §4).
 */
export function text(min: number, max: number) {
  return z
    .string()
    .overwrite(clean)
    .refine((value) => [...value].length >= min, `must have at least ${min} characters`)
    .refine((value) => [...value].length <= max, `must have at most ${max} characters`)
    .meta({ minLength: min, maxLength: max });
}

function clean(value: string): string {
  return value
    .toWellFormed()
    .normalize('NFC')
    .replace(/[^\P{Cc}\t\n]/gu, '')
    .trim();
}

/** Opaque; from an earlier answer's next_cursor. */
export const cursor = z.string().max(1_000).describe('next_cursor of the page before').optional();

export const nextCursor = z.string().optional().describe('Pass it as cursor to get the next page');

export function pageSize(max: number, usual: number) {
  return z.number().int().min(1).max(max).default(usual).describe('Results a page');
}

/** One of the values, in any case. */
export function choice<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.preprocess(
    (value) => (typeof value === 'string' ? value.trim().toLowerCase() : value),
    z.enum(values),
  );
}
