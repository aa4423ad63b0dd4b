import * as z from 'zod';
import type { PolicyText } from '../policies/import-policies.ts';
import { docIdPattern } from '../policies/policy.ts';
import { checkRow } from './check-row.ts';
import { recognizeName } from './column-names.ts';
import { parseMoment } from './dates.ts';
import { choice, date, isBlank, text } from './fields.ts';
import { createGuesses, type Guesses } from './guesses.ts';
import { lookUp } from './look-up.ts';
import type { Mapping } from './mapping.ts';
import { firstHeading, type Property, propertiesOf, withHashHeadings } from './markdown.ts';
import { describeCode, withoutCodeOfMdx } from './mdx.ts';
import type { RowError, SourceRow } from './row-error.ts';
import { understandValues } from './understand-values.ts';
import { compact } from './value-words.ts';

/** A Markdown file with parsed front matter. */
export interface MarkdownFile {
  /** Texts and lists of texts; null for an explicitly empty value. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The line in the file, from 1. */
  lineOf(field: string): number;
  /** The text after the front matter. */
  readonly body: string;
}

export interface PolicyFile {
  readonly file: string;
  readonly markdown: MarkdownFile;
  /** Values from the file's name, used where the file has none. */
  readonly byName: { readonly doc_id: string; readonly title: string };
  readonly mapping?: Mapping;
}

export interface ReadPolicy {
  readonly row?: SourceRow<PolicyText>;
  readonly errors: readonly RowError[];
  readonly notes: readonly string[];
}

const tagsExpected = 'up to 50 tags of 1 to 50 characters, as a list or with commas between them';
const docIdExpected = 'a doc_id of up to 50 lower-case letters, digits and hyphens, such as remote-work';

const blankIsNone = (value: unknown) => (isBlank(value) ? undefined : value);

function words(mostWords: number, expected: string) {
  return z.preprocess(
    wordsOf,
    z
      .array(text(1, 50, expected), expected)
      .max(mostWords, expected)
      .transform((list) => [...new Set(list)]),
  );
}

const policy = z.object({
  doc_id: z
    .string(docIdExpected)
    .trim()
    .regex(docIdPattern, docIdExpected)
    .refine((id) => id !== 'index', 'another doc_id: policy://index is the list of all'),
  title: text(1, 200),
  tags: words(50, tagsExpected),
  last_updated: z.preprocess(blankIsNone, date.optional()),
  language: choice(['ko', 'en']),
  author: z.preprocess(joined, text(1, 200).optional()),
  department: z.preprocess(joined, text(1, 100).optional()),
  also: words(200, 'up to 200 words of 1 to 50 characters, as a list or with commas between them'),
  // With four bytes per character this is still below DynamoDB's limit of 400 KB per item.
  body: text(1, 90_000),
});

/** Reads one policy; values that are missing in the front matter come from the text and the file's name. */
export function readPolicyText({ file, markdown, byName, mapping = {} }: PolicyFile): ReadPolicy {
  const guesses = createGuesses(file);
  const plain = withoutCodeOfMdx(markdown.body, /\.mdx$/i.test(file));
  if (plain.leftOut.length > 0) guesses.add(describeCode(plain.leftOut));
  const { body, converted, fromHtml } = withHashHeadings(plain.body);
  if (converted > 0) guesses.add(`underlined headings became # and ## headings: ${converted}`);
  if (fromHtml > 0) guesses.add(`headings in HTML became # headings: ${fromHtml}`);
  const { values, names } = fieldsOf(markdown, body, mapping, guesses);

  const options = { kind: 'policies', mapping, guesses } as const;
  const understood = understandValues(values, { dates: ['last_updated'], times: [] }, options);
  if (isBlank(understood.last_updated))
    guesses.add('last_updated will be the day of the import, as the file has no date');
  const heading = understood.title || firstHeading(body);
  const title = heading || (/\.txt$/i.test(file) ? firstLine(body) : undefined);
  if (title && !heading) guesses.add(`the title ${title} is the first line`);
  if (!title) guesses.add(`the title ${byName.title} is from the file's name`);
  if (!understood.doc_id && byName.doc_id !== byName.title.toLowerCase()) {
    guesses.add(
      `the doc_id ${byName.doc_id} is from the file's name; doc_id in the front matter sets another`,
    );
  }
  const raw = {
    ...understood,
    doc_id: understood.doc_id || byName.doc_id,
    title: title || byName.title,
    language: understood.language || languageOf(body),
    body,
  };
  const row = checkRow(policy, raw, { file, line: 1 }, values);
  if (Array.isArray(row)) {
    const lineOf = (field = '') => markdown.lineOf(names.get(field) ?? field);
    return { errors: row.map((error) => ({ ...error, line: lineOf(error.field) })), notes: guesses.list() };
  }
  // Missing fields are set to undefined, because the file is the whole policy.
  const { author, department, also, ...value } = row.value;
  const policyText = { ...value, author, department, also: also.length > 0 ? also : undefined };
  return { row: { ...row, value: policyText }, errors: [], notes: guesses.list() };
}

/** The first line, if it is short enough for a title. */
function firstLine(body: string): string | undefined {
  const line = body
    .split('\n')
    .find((text) => text.trim() !== '')
    ?.trim();
  return line && [...line].length <= 100 ? line : undefined;
}

/** Values of known fields in the front matter and the properties below the title, with their original names. */
function fieldsOf({ fields }: MarkdownFile, body: string, mapping: Mapping, guesses: Guesses) {
  const values: Record<string, unknown> = {};
  const names = new Map<string, string>();
  const ranks = new Map<string, number>();
  const leftOut: string[] = [];
  const leftInText: string[] = [];
  const understood: string[] = [];
  const take = (name: string, value: unknown, isProperty: boolean) => {
    const mapped = lookUp(mapping.columns, name);
    const known = mapped === undefined ? recognizeName('policies', name) : { field: mapped, rank: -1 };
    if (mapped === '' || isBlank(value)) return;
    if (!known || (isUnusableId(known, value) && mapped === undefined)) {
      // An exported policy://… contains a version, but the import sets versions itself.
      if (isProperty) leftInText.push(name);
      else if (name !== 'version') leftOut.push(name);
      return;
    }
    const { field, rank } = known;
    // The title comes from the heading, and a date such as 매주 월요일 is not a date of the policy.
    if (
      isProperty &&
      (field === 'title' || (field === 'last_updated' && !parseMoment(String(value), mapping.dates)))
    )
      return void leftInText.push(name);
    if ((ranks.get(field) ?? Number.POSITIVE_INFINITY) <= rank) return void leftOut.push(name);
    ranks.set(field, rank);
    names.set(field, name);
    values[field] = value;
    if (compact(name) !== compact(field) && rank >= 0) understood.push(`${name} as ${field}`);
  };
  for (const [name, value] of Object.entries(fields)) take(name, value, false);
  for (const [name, value] of policyProperties(propertiesOf(body), mapping)) take(name, value, true);

  if (understood.length > 0) guesses.add(`fields understood: ${understood.join(', ')}`);
  if (leftOut.length > 0) guesses.add(`left out, as it means nothing here: ${leftOut.join(', ')}`);
  if (leftInText.length > 0)
    guesses.add(`properties that mean nothing here stay in the text only: ${leftInText.join(', ')}`);
  return { values, names };
}

/**
 * A table below the title describes the policy only if it has an author or a date; otherwise it is part of the text.
 */
function policyProperties(
  properties: readonly Property[],
  mapping: Mapping,
): [name: string, value: string][] {
  const isAbout = properties.some(({ name }) => {
    const field = lookUp(mapping.columns, name) ?? recognizeName('policies', name)?.field;
    return field === 'author' || field === 'last_updated';
  });
  return properties.filter(({ inTable }) => isAbout || !inTable).map(({ name, value }) => [name, value]);
}

/** An id of another system is not an error, but it cannot be used. */
function isUnusableId({ field, rank }: { field: string; rank: number }, value: unknown): boolean {
  if (field !== 'doc_id' || rank === 0) return false;
  return typeof value !== 'string' || !docIdPattern.test(value) || /^\d+$/.test(value);
}

/** Reads a list, a text with commas, or the `#one #two` of Obsidian. */
function wordsOf(value: unknown): unknown {
  const list =
    typeof value === 'string' ? value.split(/^\s*#/.test(value) ? /[\s,]+/ : /[,;]/) : (value ?? []);
  if (!Array.isArray(list)) return list;
  return list
    .map((word) => (typeof word === 'string' ? word.trim().replace(/^#/, '') : word))
    .filter((word) => !isBlank(word));
}

function joined(value: unknown): unknown {
  if (isBlank(value)) return undefined;
  return Array.isArray(value) ? value.filter((one) => !isBlank(one)).join(', ') : value;
}

/** By the share of Hangul, because Korean texts contain many Latin words. */
function languageOf(text: string): 'ko' | 'en' {
  // Google Docs embeds pictures as Base64 letters.
  const words = text.replace(/data:[\w/+.-]+;base64,[\w+/=]*/g, '');
  const count = (letters: RegExp) => words.match(letters)?.length ?? 0;
  return count(/\p{Script=Hangul}/gu) > count(/\p{Letter}/gu) / 5 ? 'ko' : 'en';
}
