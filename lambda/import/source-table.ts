import { isBlank } from './fields.ts';
import type { Guesses } from './guesses.ts';
import { type RowError, shown, UnusableFile } from './row-error.ts';
import {
  type Column,
  type ColumnOptions,
  currencyNamed,
  expectedHeader,
  readColumns,
} from './source-columns.ts';
import { readHeader } from './table-header.ts';
import type { SourceTable, TableRecord } from './table-record.ts';

/** A record as what it says of each field; a field whose column the file lacks is absent. */
export interface RawRow {
  readonly line: number;
  readonly raw: Readonly<Record<string, unknown>>;
}

/** Finds the header and the columns. Throws {@link UnusableFile} when there is none, or a required column is missing. */
export function readSourceTable(
  { file, records }: SourceTable,
  options: ColumnOptions,
): { rows: RawRow[]; errors: RowError[]; columns: readonly Column[]; header: readonly string[] } {
  const { at, header, rows: headerRows } = readHeader(records, options);
  if (!header) throw new UnusableFile(file, 'no header', expectedHeader(options.required));
  const body = withoutNotesAfter(records.slice(at + headerRows), header.length, options.guesses);
  const columns = readColumns({ file, records: body }, header, options);
  const named = currencyNamed(columns, options.guesses);
  noteLinesBefore(records.slice(0, at), options.guesses);

  const needed = Math.max(
    0,
    ...columns.flatMap(({ field, index }) => (options.required.includes(field) ? [index] : [])),
  );
  const rows: RawRow[] = [];
  const errors: RowError[] = [];
  let short: { line: number; cells: number } | undefined;
  for (const { line, fields } of body) {
    // Two short rows that make a whole one are one row that an unquoted end of line has broken.
    if (
      short &&
      fields &&
      fields.length < header.length &&
      Math.min(short.cells, fields.length) <= needed &&
      short.cells + fields.length === header.length + 1
    ) {
      if (rows.at(-1)?.line === short.line) rows.pop();
      const found = `${short.cells} fields here and ${fields.length} on line ${line}`;
      const expected = `${header.length} as in the header; a field that goes on over two lines needs quotes around it`;
      errors.push({ file, line: short.line, found, expected });
      short = undefined;
      continue;
    }
    const aside = fields && asideOf(fields, header, columns);
    const problem = aside === 'a comment' ? undefined : problemOf(fields, header.length, needed);
    if (problem) {
      errors.push({ file, line, ...problem });
      continue;
    }
    const cells = fields!;
    if (aside) {
      options.guesses.add(`line ${line} was left out as ${aside}`);
      continue;
    }
    if (
      isTotal(cells, (field) => columns.find((column) => column.field === field)?.index, options.required)
    ) {
      options.guesses.add(`line ${line} was left out as a total: ${shown(cells.filter(Boolean).join(' '))}`);
      continue;
    }
    short = cells.length < header.length ? { line, cells: cells.length } : undefined;
    if (short) options.guesses.add(`the last cells that a row lacks count as empty`);
    const raw = Object.fromEntries(
      columns.map((column) => [column.field, cellOf(column, cells, options.guesses)]),
    );
    rows.push({ line, raw: { ...named, ...raw } });
  }
  return { rows, errors, columns, header };
}

function cellOf({ field, index, fallback }: Column, cells: readonly string[], guesses: Guesses): string {
  // What Excel is made to keep as a text: ="00012" and '00012.
  const cell = (cells[index] ?? '').replace(/^="(.*)"$/s, '$1').replace(/^'(?=\d[\d,.-]*$)/, '');
  const other = fallback && cells[fallback.index];
  if (!isBlank(cell) || isBlank(other)) return cell;
  guesses.add(`${field}: ${fallback!.name} stands for one that is empty`);
  return other!;
}

/** Footnotes and names of who made the list: one or two cells at the end that read like no id. */
function withoutNotesAfter(
  body: readonly TableRecord[],
  width: number,
  guesses: Guesses,
): readonly TableRecord[] {
  const isNote = ({ fields = [] }: TableRecord) => {
    const filled = fields.filter(Boolean);
    return (
      width > 3 && filled.length < 3 && /^(?:[※*＊#•·▶☞]|주\)|[^:：]{1,20}[:：] ?\S)/.test(filled[0] ?? '')
    );
  };
  const end = body.findLastIndex((record) => !isNote(record)) + 1;
  for (const { line, fields } of body.slice(end)) {
    guesses.add(
      `line ${line} was left out as a note after the table: ${shown(fields!.filter(Boolean).join(' '))}`,
    );
  }
  return body.slice(0, end);
}

/** Why a row is none: it repeats the header, as printed pages do, or its one cell is a heading of the rows below. */
function asideOf(
  cells: readonly string[],
  header: readonly string[],
  columns: readonly Column[],
): string | undefined {
  const filled = cells.filter(Boolean);
  if (/^(?:#|\/\/) /.test(filled[0] ?? '')) return 'a comment';
  if (filled.length > 1 && cells.every((cell, at) => cell === (header[at] ?? '')))
    return 'the header once more';
  const [only] = filled;
  const isId = cells[columns[0]?.index ?? 0] === only && /^[\w.#-]*\d[\w.-]*$/.test(only ?? '');
  if (filled.length !== 1 || columns.length < 3 || isId || isTotalWord(cells) || onlyNumber.test(only!))
    return undefined;
  return `a heading between rows: ${shown(only)}`;
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

const totalAfter = /(?:소계|합계|총계|\s계|subtotal|\stotal)$/i;
const onlyNumber = /^[\d\s,.%₩원-]+$/;

/** A row of sums: it says so in its first cells, or has nothing but numbers, and no id and place of its own. */
function isTotal(
  cells: readonly string[],
  indexOf: (field: string) => number | undefined,
  required: readonly string[],
): boolean {
  const first = cells.find(Boolean) ?? '';
  const cellIn = (field: string) => cells[indexOf(field) ?? -1] ?? '';
  const [id = '', name = '', ...others] = required.map(cellIn);
  if (isTotalWord(cells)) return id === '' || id === first;
  if (indexOf(required[1] ?? '') === undefined || id !== '' || cellIn('location') !== '') return false;
  if (totalAfter.test(first)) return name === '' || name === first;
  const isSum = others.some(Boolean) && cells.every((cell) => cell === '' || onlyNumber.test(cell));
  return name === '' && isSum;
}

function isTotalWord(cells: readonly string[]): boolean {
  return total.test(cells.find(Boolean) ?? '');
}
