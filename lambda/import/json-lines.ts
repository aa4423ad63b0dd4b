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

/** Reads one object per line; blank lines don't count. Throws {@link UnusableFile} for JSON of another shape. */
export function readJsonLines(
  file: string,
  text: string,
  options: Options,
): { rows: RawRow[]; errors: RowError[] } {
  if (text.trimStart().startsWith('[')) {
    throw new UnusableFile(
      file,
      'one JSON array',
      'JSON Lines, one object per line (jq -c ".[]" makes them)',
    );
  }
  const rows: RawRow[] = [];
  const errors: RowError[] = [];
  const unknown = new Set<string>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const object = parseObject(line);
    if (object) rows.push({ line: index + 1, raw: fieldsOfObject(object, unknown, options) });
    else
      errors.push({
        file,
        line: index + 1,
        found: shown(line.trim()),
        expected: 'one JSON object on the line',
      });
  }
  if (unknown.size > 0)
    options.guesses.add(`fields left out, as they mean nothing here: ${[...unknown].join(', ')}`);
  return { rows, errors };
}

/** Of two names for one field, the better known one counts, if it has a value. */
function fieldsOfObject(
  object: Record<string, unknown>,
  unknown: Set<string>,
  { kind, mapping, guesses }: Options,
): Record<string, unknown> {
  const ranks = new Map<string, number>();
  const raw: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(object)) {
    const mapped = lookUp(mapping.columns, name);
    const known = mapped === undefined ? recognizeName(kind, name) : { field: mapped, rank: -1 };
    if (!known) unknown.add(name);
    if (!known?.field || (ranks.get(known.field) ?? Number.POSITIVE_INFINITY) <= known.rank) continue;
    if (known.rank > 0 && compact(name) !== compact(known.field)) {
      guesses.add(`fields understood: ${name} as ${known.field}`);
    }
    ranks.set(known.field, known.rank);
    raw[known.field] = value;
  }
  return raw;
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
