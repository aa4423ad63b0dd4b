import * as z from 'zod';

/**
 * Text as people type it: control characters other than tab and newline taken out, NFC, trimmed.
 * Lengths are in Unicode code points of what is left; too long is refused, never cut (spec §4).
 */
export function text(min: number, max: number) {
  const rule = min === 0 ? `text of up to ${max} characters` : `text of ${min} to ${max} characters`;
  return z
    .string(mustBe(rule))
    .overwrite(clean)
    .refine((value) => lengthOf(value) >= min && lengthOf(value) <= max, {
      error: ({ input }) => `must be ${rule}, and has ${lengthOf(String(input))}`,
    })
    .meta({ minLength: min, maxLength: max });
}

/** Normalized last: what a control character stood between may be one letter without it. */
function clean(value: string): string {
  return value
    .toWellFormed()
    .replace(/[^\P{Cc}\t\n]/gu, '')
    .normalize('NFC')
    .trim();
}

function lengthOf(value: string): number {
  return [...value].length;
}

/** One of the values, in any case. */
export function choice<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.preprocess(
    (value) => (typeof value === 'string' ? value.trim().toLowerCase() : value),
    z.enum(values, mustBe(`one of ${values.join(', ')}`)),
  );
}

export function wholeNumber(min: number, max: number) {
  const rule = mustBe(`a whole number from ${min} to ${max}`);
  return z
    .number(rule)
    .int({ ...rule, abort: true })
    .min(min, rule)
    .max(max, rule);
}

export const yesOrNo = z.boolean(mustBe('true or false'));

export function pageSize(max: number, usual: number) {
  return wholeNumber(1, max).default(usual).describe('Results a page');
}

const cursorRule = mustBe('the next_cursor of an earlier answer, unchanged');

/** Opaque; from an earlier answer's next_cursor. */
export const cursor = z
  .string(cursorRule)
  .max(1_000, cursorRule)
  .describe('next_cursor of the page before')
  .optional();

export const nextCursor = z.string().optional().describe('Pass it as cursor to get the next page');

/** The rule of a field, said also when it is missing. */
export function mustBe(rule: string) {
  return {
    error: ({ input }: { readonly input?: unknown }) =>
      input === undefined ? `is missing; it must be ${rule}` : `must be ${rule}`,
  };
}
