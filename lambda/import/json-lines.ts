import { type Kind, recognizeName } from './column-names.ts';
import type { Guesses } from './guesses.ts';
import { lookUp } from './look-up.ts';
import type { Mapping } from './mapping.ts';
import { type RowError, shown, UnusableFile } from './row-error.ts';
import type { RawRow } from './source-table.ts';
import { compact } from './value-words.ts';

interface Options {
  readonly kind: Kind;
  readonly mapping: Mapping;
  readonly guesses: Guesses;
}

/**
 * Reads JSON Lines, or an array of objects, also inside an object as in REST responses. Throws {@link UnusableFile} for
 * an array with invalid JSON.
 */
export function readJsonLines(
  file: string,
  text: string,
  options: Options,
): { rows: RawRow[]; errors: RowError[] } {
  const rows: RawRow[] = [];
  const errors: RowError[] = [];
  const unknown = new Set<string>();
  for (const { line, json } of textsOfArray(file, text) ?? linesOf(text)) {
    const object = parseObject(json);
    if (object) rows.push({ line, raw: fieldsOfObject(object, unknown, options) });
    else errors.push({ file, line, found: shown(json), expected: 'one JSON object on the line' });
  }
  if (unknown.size > 0)
    options.guesses.add(`fields left out, as they mean nothing here: ${[...unknown].join(', ')}`);
  return { rows, errors };
}

/** If two names match a field, the better known one with a value is used. */
function fieldsOfObject(
  object: Record<string, unknown>,
  unknown: Set<string>,
  { kind, mapping, guesses }: Options,
): Record<string, unknown> {
  const ranks = new Map<string, number>();
  const raw: Record<string, unknown> = {};
  // Jira puts most fields of an issue into one object.
  const { fields: inner, ...outer } = object;
  for (const [own, written] of Object.entries(isObject(inner) ? { ...outer, ...inner } : object)) {
    const [name, value] = plainOf(own, written);
    const mapped = lookUp(mapping.columns, name) ?? lookUp(mapping.columns, own);
    const known = mapped === undefined ? recognizeName(kind, own) : { field: mapped, rank: -1 };
    if (!known) unknown.add(own);
    if (!known?.field || (ranks.get(known.field) ?? Number.POSITIVE_INFINITY) <= known.rank) continue;
    if (known.rank > 0 && compact(name) !== compact(known.field)) {
      guesses.add(`fields understood: ${name} as ${known.field}`);
    }
    ranks.set(known.field, known.rank);
    raw[known.field] = value;
  }
  return raw;
}

const namesOfPeople = [
  'login',
  'username',
  'name',
  'display_value',
  'displayName',
  'email',
  'emailAddress',
  'value',
];

/** Replaces an object for a person or a choice by its name, and a list by its first element. */
function plainOf(name: string, value: unknown): [name: string, value: unknown] {
  const one = Array.isArray(value) && value.length > 0 ? value[0] : value;
  if (Array.isArray(value) && value.length === 0) return [name, null];
  if (!isObject(one)) return [name, value];
  if (one.type === 'doc') return [name, textOfDocument(one).trim()];
  const key = namesOfPeople.find((known) => typeof one[known] === 'string');
  return key ? [`${name}.${key}`, one[key]] : [name, value];
}

/** Jira's documents are trees; each block becomes a line. */
function textOfDocument({ type, text, content }: Record<string, unknown>): string {
  if (typeof text === 'string') return text;
  const inner = (Array.isArray(content) ? content : []).filter(isObject).map(textOfDocument).join('');
  return type === 'hardBreak' || /^(?:paragraph|heading|codeBlock|rule)$/.test(String(type))
    ? `${inner}\n`
    : inner;
}

interface JsonText {
  readonly line: number;
  readonly json: string;
}

function linesOf(text: string): JsonText[] {
  return text.split('\n').flatMap((line, at) => {
    const json = line.trim();
    return json === '' ? [] : [{ line: at + 1, json }];
  });
}

/** The elements of an array with the lines where they begin; undefined when the text is not an array. */
function textsOfArray(file: string, text: string): JsonText[] | undefined {
  const start = startOfArray(file, text);
  if (start === undefined) return undefined;
  const found: JsonText[] = [];
  let depth = 0;
  let from = -1;
  let line = text.slice(0, start).split('\n').length;
  for (const { 0: token, index } of text.slice(start).matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}\n]/g)) {
    if (token === '\n') line += 1;
    else if (token === '[' || token === '{') {
      depth += 1;
      if (depth === 2) {
        from = start + index;
        found.push({ line, json: '' });
      }
    } else if (token === ']' || token === '}') {
      depth -= 1;
      if (depth === 1) found.push({ ...found.pop()!, json: text.slice(from, start + index + 1) });
      if (depth === 0) break;
    }
  }
  return found;
}

const expectedShape = 'JSON Lines, one object per line, or one JSON array of objects';

/** The offset of the array: the text itself, or the only array of objects in an object that is not a row. */
function startOfArray(file: string, text: string): number | undefined {
  const isArray = text.trimStart().startsWith('[');
  let whole: unknown;
  try {
    whole = JSON.parse(text);
  } catch (error) {
    if (!isArray) return undefined;
    throw new UnusableFile(file, `bad JSON (${(error as Error).message})`, expectedShape);
  }
  if (Array.isArray(whole)) {
    if (!whole.every(isObject)) throw new UnusableFile(file, 'a JSON array of other values', expectedShape);
    return text.indexOf('[');
  }
  const entries = Object.entries(isObject(whole) ? whole : {});
  const lists = entries.filter(
    ([, value]) => Array.isArray(value) && value.length > 0 && value.every(isObject),
  );
  if (lists.length !== 1 || entries.some(([name]) => recognizeName('tickets', name))) return undefined;
  return text.indexOf('[', text.indexOf(JSON.stringify(lists[0]![0])));
}

function parseObject(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
