import { type Kind, recognizeName } from './column-names.ts';
import type { Guesses } from './guesses.ts';
import { lookUp } from './look-up.ts';
import type { Mapping } from './mapping.ts';
import { currencyOf } from './price.ts';
import { type RowError, shown, UnusableFile } from './row-error.ts';
import { readHeader } from './table-header.ts';
import type { SourceTable, TableRecord } from './table-record.ts';
import { compact } from './value-words.ts';

/** A record as what it says of each field; a field whose column the file lacks is absent. */
export interface RawRow {
  readonly line: number;
  readonly raw: Readonly<Record<string, unknown>>;
}

interface Options {
  readonly kind: Kind;
  readonly required: readonly string[];
  readonly mapping: Mapping;
  readonly guesses: Guesses;
}

/** Finds the header and the columns. Throws {@link UnusableFile} when there is none, or a required column is missing. */
export function readSourceTable(
  { file, records }: SourceTable,
  options: Options,
): { rows: RawRow[]; errors: RowError[] } {
  const { at, header, rows: headerRows } = readHeader(records, options);
  if (!header) throw new UnusableFile(file, 'no header', expectedHeader(options.required));
  const columns = readColumns(file, header, options);
  const named = currencyNamed(header, columns, options.guesses);
  noteLinesBefore(records.slice(0, at), options.guesses);

  const needed = Math.max(
    0,
    ...columns.flatMap(([field, at]) => (options.required.includes(field) ? [at] : [])),
  );
  const rows: RawRow[] = [];
  const errors: RowError[] = [];
  let short: { line: number; cells: number } | undefined;
  for (const { line, fields } of records.slice(at + headerRows)) {
    // Two short rows that make a whole one are one row that an unquoted end of line has broken.
    if (
      short &&
      fields &&
      fields.length < header.length &&
      short.cells + fields.length === header.length + 1
    ) {
      if (rows.at(-1)?.line === short.line) rows.pop();
      const found = `${short.cells} fields here and ${fields.length} on line ${line}`;
      const expected = `${header.length} as in the header; a field that goes on over two lines needs quotes around it`;
      errors.push({ file, line: short.line, found, expected });
      short = undefined;
      continue;
    }
    const problem = problemOf(fields, header.length, needed);
    if (problem) {
      errors.push({ file, line, ...problem });
      continue;
    }
    const cells = fields!;
    const aside = asideOf(cells, header, columns);
    if (aside) {
      options.guesses.add(`line ${line} was left out as ${aside}`);
      continue;
    }
    if (isTotal(cells, columns.find(([field]) => field === options.required[0])?.[1])) {
      options.guesses.add(`line ${line} was left out as a total: ${shown(cells.filter(Boolean).join(' '))}`);
      continue;
    }
    short = cells.length < header.length ? { line, cells: cells.length } : undefined;
    if (short) options.guesses.add(`the last cells that a row lacks count as empty`);
    const raw = Object.fromEntries(columns.map(([field, index]) => [field, cells[index] ?? '']));
    rows.push({ line, raw: { ...named, ...raw } });
  }
  return { rows, errors };
}

/** Why a row is none: it repeats the header, as printed pages do, or its one cell is a heading of the rows below. */
function asideOf(
  cells: readonly string[],
  header: readonly string[],
  columns: readonly [field: string, index: number][],
): string | undefined {
  const filled = cells.filter(Boolean);
  if (filled.length > 1 && cells.every((cell, at) => cell === (header[at] ?? '')))
    return 'the header once more';
  const [only] = filled;
  const isId = cells[columns[0]?.[1] ?? 0] === only && /^[\w.#-]*\d[\w.-]*$/.test(only ?? '');
  if (filled.length !== 1 || columns.length < 3 || isId || isTotalWord(cells)) return undefined;
  return `a heading between rows: ${shown(only)}`;
}

/** Each field with the index of its column. */
function readColumns(
  file: string,
  header: readonly string[],
  { kind, required, mapping, guesses }: Options,
): [field: string, index: number][] {
  const claims = header.flatMap((written, index) => {
    const name = written.replace(/\s+/g, ' ').trim();
    const mapped = lookUp(mapping.columns, name);
    if (mapped !== undefined) return mapped === '' ? [] : [{ name, index, field: mapped, rank: -1 }];
    const known = recognizeName(kind, written);
    return known ? [{ name, index, ...known }] : [];
  });

  const columns = new Map<string, (typeof claims)[number]>();
  for (const claim of claims.toSorted((a, b) => a.rank - b.rank)) {
    const earlier = columns.get(claim.field);
    if (!earlier) columns.set(claim.field, claim);
    else if (earlier.rank === claim.rank) {
      throw new UnusableFile(
        file,
        compact(claim.name) === compact(earlier.name)
          ? `the column ${claim.field} twice`
          : `the columns ${earlier.name} and ${claim.name} for ${claim.field}`,
        `one column for ${claim.field}; a map file tells which`,
      );
    }
  }
  const missing = required.filter((field) => !columns.has(field) && !mapping.defaults?.[field]);
  if (missing.length > 0) {
    const found = `no column ${missing.join(', ')} among ${header.filter(Boolean).join(', ')}`;
    throw new UnusableFile(file, found, expectedHeader(required));
  }
  const found = [...columns.values()].sort((a, b) => a.index - b.index);
  noteColumns(header, found, mapping, guesses);
  return found.map(({ field, index }) => [field, index]);
}

function noteColumns(
  header: readonly string[],
  columns: readonly { name: string; index: number; field: string; rank: number }[],
  { columns: mapped }: Mapping,
  guesses: Guesses,
): void {
  const guessed = columns.filter(({ name, field, rank }) => rank >= 0 && compact(name) !== compact(field));
  if (guessed.length > 0) {
    guesses.add(`columns understood: ${guessed.map(({ name, field }) => `${name} as ${field}`).join(', ')}`);
  }
  const taken = new Set(columns.map(({ index }) => index));
  const left = header.filter(
    (name, index) => name !== '' && !taken.has(index) && lookUp(mapped, name) !== '',
  );
  if (left.length > 0)
    guesses.add(`columns left out, as they mean nothing here: ${[...new Set(left)].join(', ')}`);
}

/** `단가(원)` and `Price (KRW)` say the currency of the column. */
function currencyNamed(
  header: readonly string[],
  columns: readonly [string, number][],
  guesses: Guesses,
): { currency?: string } {
  const name = header[columns.find(([field]) => field === 'unit_price')?.[1] ?? -1];
  const currency = currencyOf(/[([（](.*?)[)\]）]/.exec(name ?? '')?.[1] ?? '');
  if (!currency || columns.some(([field]) => field === 'currency')) return {};
  guesses.add(`currency: ${currency}, as the column ${name} says`);
  return { currency };
}

function noteLinesBefore(records: readonly TableRecord[], guesses: Guesses): void {
  for (const { line, fields } of records) {
    guesses.add(`line ${line} before the header was left out: ${shown(fields?.filter(Boolean).join(' '))}`);
  }
}

/** Cells beyond the last column must be empty; of the last cells, those that have to be there may not be lacking. */
function problemOf(fields: readonly string[] | undefined, width: number, needed: number) {
  if (!fields) {
    return {
      found: 'a quote that is never closed',
      expected: 'a closing quote, and "" for a quote inside of quotes',
    };
  }
  const isWide = fields.slice(width).some((field) => field !== '');
  if (!isWide && (fields.length > needed || isTotalWord(fields))) return undefined;
  return {
    found: `${fields.length} fields`,
    expected: `${width} as in the header; a field with a comma needs quotes around it`,
  };
}

const total =
  /^(?:grand |sub)?totals?:?$|^sum:?$|^(?:총|소|누)?합?계\s*:?$|^합\s*계|^총\s*(?:계|합)|^소\s*계/i;

/** A row of sums: it says so in its first cells, and has no id of its own. */
function isTotal(cells: readonly string[], idColumn: number | undefined): boolean {
  const id = idColumn === undefined ? '' : (cells[idColumn] ?? '');
  return isTotalWord(cells) && (id === '' || id === cells.find(Boolean));
}

function isTotalWord(cells: readonly string[]): boolean {
  return total.test(cells.find(Boolean) ?? '');
}

function expectedHeader(required: readonly string[]): string {
  return `a line that names the columns ${required.join(',')} (--propose-map writes a file that maps other names to them and sets what is missing)`;
}
