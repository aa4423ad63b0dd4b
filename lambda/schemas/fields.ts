import * as z from 'zod';
import { removeInvisible } from '../text/invisible-characters.ts';
import { joinLanguages, type Text } from '../text/language.ts';
import { messages } from '../text/messages.ts';

/**
 * Text as people type it: NFC, trimmed, without control characters except tab and newline. Lengths count the code
 * points after that; text that is too long is rejected, never cut.
 */
export function text(min: number, max: number) {
  return z.preprocess(digitsOfNumber, boundedText(min, max));
}

/**
 * Text to be stored. Rejects U+FFFD, a sign of text in another encoding than UTF-8, and lone surrogates, which would
 * become U+FFFD.
 */
export function storedText(min: number, max: number) {
  return z.preprocess(digitsOfNumber, boundedText(min, max, mojibake));
}

/** {@link storedText} on one line. */
export function storedLine(min: number, max: number) {
  return z.preprocess(
    (value) => (typeof value === 'string' ? value.replace(/[\t-\r\u0085\u2028\u2029]+/g, ' ') : value),
    storedText(min, max),
  );
}

const mojibake = /[\ufffd\ud800-\udfff]/u;

export function boundedText(min: number, max: number, refused?: RegExp) {
  const rule = messages.rules.text(min, max);
  return z
    .string(mustBe(rule))
    .refine((value) => !refused?.test(value), {
      error: joinLanguages(messages.rules.mojibake),
      abort: true,
    })
    .overwrite(clean)
    .refine((value) => lengthOf(value) >= min && lengthOf(value) <= max, {
      error: ({ input }) => joinLanguages(messages.rules.length(rule, lengthOf(String(input)))),
    })
    .meta({ minLength: min, maxLength: max });
}

/** Whether a text is empty after cleaning. */
export function isBlank(value: string): boolean {
  return clean(value) === '';
}

/** Models write an id or a section that consists of digits as a number. */
export function digitsOfNumber(value: unknown): unknown {
  return typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? String(value) : value;
}

/** Normalizes last: characters around a removed control character may combine. */
function clean(value: string): string {
  return removeInvisible(value.toWellFormed().replace(/[^\P{Cc}\t\n]/gu, ''))
    .normalize('NFC')
    .trim();
}

function lengthOf(value: string): number {
  return [...value].length;
}

/** One of the values, in any case and with spaces or hyphens between words. */
export function choice<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.preprocess(
    (value) =>
      typeof value === 'string'
        ? value
            .trim()
            .toLowerCase()
            .replace(/[\s\p{Pd}]+/gu, '_')
        : value,
    z.enum(values, mustBe(messages.rules.oneOf(values))),
  );
}

export function wholeNumber(min: number, max: number) {
  const rule = mustBe(messages.rules.wholeNumber(min, max));
  return z.preprocess(
    (value) => (typeof value === 'string' && /^\s*-?\d+(?:\.0+)?\s*$/.test(value) ? Number(value) : value),
    z
      .number(rule)
      .int({ ...rule, abort: true })
      .min(min, rule)
      .max(max, rule),
  );
}

/** Only true and false: "no" and "0" are truthy strings and must not confirm anything. */
export const yesOrNo = z.preprocess(
  (value) => booleans.get(typeof value === 'string' ? value.trim().toLowerCase() : '') ?? value,
  z.boolean(mustBe(messages.rules.yesOrNo)),
);

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

export function pageSize(max: number, usual: number) {
  return wholeNumber(1, max).prefault(usual).describe('Results per page');
}

const cursorRule = mustBe(messages.rules.cursor);

/** Opaque; the next_cursor of an earlier answer. */
export const cursor = z
  .string(cursorRule)
  .refine((value) => value.length <= 1_000, cursorRule)
  .describe('next_cursor of the last page')
  .optional();

export const nextCursor = z.string().optional();

/** Makes tools/list describe an output in words instead of a schema, to stay short. */
export function brief<Schema extends z.ZodType>(description: string, schema: Schema): Schema {
  return schema.meta({ brief: description });
}

/** {@link brief} that refers to the tool or property with the same shape. */
export function like<Schema extends z.ZodType>(name: string, schema: Schema): Schema {
  return brief(`As in ${name}`, schema);
}

/** The error of a field: its rule, also when the field is missing. */
export function mustBe(rule: Text) {
  return {
    error: ({ input }: { readonly input?: unknown }) =>
      joinLanguages(input === undefined ? messages.rules.missing(rule) : messages.rules.must(rule)),
  };
}
