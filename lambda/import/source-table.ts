import { isBlank } from './fields.ts';
import type { Guesses } from './guesses.ts';
import { findPlaceColumns, notePlaceColumns, type PlaceColumns, quantitiesOf } from './place-columns.ts';
import { joinPlaces, placePart } from './places.ts';
import { type RowError, shown, UnusableFile } from './row-error.ts';
import {
  asideOf,
  headingMarks,
  isTotal,
  isTotalWord,
  markedHeading,
  noteLinesBefore,
  withoutNotesAfter,
} from './rows-aside.ts';
import {
  type Column,
  type ColumnOptions,
  currencyNamed,
  expectedHeader,
  readColumns,
} from './source-columns.ts';
import { readHeader } from './table-header.ts';
import type { SourceTable } from './table-record.ts';

/** A record by field; a field without a column is absent. */
export interface RawRow {
  readonly line: number;
  readonly raw: Readonly<Record<string, unknown>>;
  /** Set in a table with a column per place, where a row becomes one item per place. */
  readonly place?: string;
  /** The last heading above the row, if the table has headings. */
  readonly heading?: string;
}

/** Finds the header and the columns. Throws {@link UnusableFile} without a header or a required column. */
export function readSourceTable(
  { file, records }: SourceTable,
  options: ColumnOptions,
): { rows: RawRow[]; errors: RowError[]; columns: readonly Column[]; header: readonly string[] } {
  const { at, header, rows: headerRows } = readHeader(records, options);
  if (!header) throw new UnusableFile(file, 'no header', expectedHeader(options.required));
  const body = withoutNotesAfter(records.slice(at + headerRows), header.length, options.guesses);
  const places = options.kind === 'inventory' ? findPlaceColumns(header, body, options.mapping) : undefined;
  const columns = readColumns(
    { file, records: body },
    withoutPlaces(header, places),
    withPlaces(options, places),
  );
  if (places) notePlaceColumns(places, options.guesses);
  const named = currencyNamed(columns, options.guesses);
  noteLinesBefore(records.slice(0, at), options.guesses);

  const needed = Math.max(
    0,
    ...columns.flatMap(({ field, index }) => (options.required.includes(field) ? [index] : [])),
  );
  const rows: RawRow[] = [];
  const errors: RowError[] = [];
  let short: { line: number; cells: number } | undefined;
  let heading: string | undefined;
  for (const { line, fields } of body) {
    // An unquoted line break can split a row into two short rows, which are reported as one error.
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
    const problem =
      aside === 'a comment' || (aside && markedHeading.test(fields[0]!))
        ? undefined
        : problemOf(fields, header.length, needed);
    if (problem) {
      errors.push({ file, line, ...problem });
      continue;
    }
    const cells = fields!;
    if (aside) {
      options.guesses.add(`line ${line} was left out as ${aside}`);
      if (aside.startsWith('a heading')) heading = cells.find(Boolean)?.replace(headingMarks, '');
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
    const row = { line, raw: { ...named, ...raw }, ...(heading && { heading }) };
    const found = places && quantitiesOf(cells, places);
    if (!found) rows.push(row);
    else if ('expected' in found) errors.push({ file, line, ...found });
    else for (const at of found) rows.push({ ...row, raw: { ...row.raw, ...at }, place: at.location });
  }
  const known = places
    ? [
        ...columns,
        ...placeFields.map((field) => ({ field, name: field, index: places.columns[0]!.index, rank: 0 })),
      ]
    : columns;
  return { rows, errors, columns: known, header };
}

const placeFields = ['quantity', 'location'];

function withoutPlaces(header: readonly string[], places: PlaceColumns | undefined): readonly string[] {
  const taken = new Set([places?.sum?.index, ...(places?.columns ?? []).map(({ index }) => index)]);
  return header.map((name, index) => (taken.has(index) ? '' : name));
}

function withPlaces(options: ColumnOptions, places: PlaceColumns | undefined): ColumnOptions {
  if (!places) return options;
  return { ...options, required: options.required.filter((field) => !placeFields.includes(field)) };
}

function cellOf(column: Column, cells: readonly string[], guesses: Guesses): string {
  const { field, index, fallback, parts } = column;
  if (parts) {
    const said = parts.flatMap(({ name, index: at }) =>
      isBlank(cells[at]) ? [] : [placePart(name, cells[at]!)],
    );
    if (said.length > 1)
      guesses.add(`location: the columns ${parts.map(({ name }) => name).join(', ')} were joined`);
    if (said.length > 0) return joinPlaces(said);
  }
  // In Excel, ="00012" and '00012 mark a cell as text.
  const cell = (cells[index] ?? '').replace(/^="(.*)"$/s, '$1').replace(/^'(?=\d[\d,.-]*$)/, '');
  const other = fallback && cells[fallback.index];
  if (!isBlank(cell) || isBlank(other)) return cell;
  guesses.add(`${field}: ${fallback!.name} stands for one that is empty`);
  return other!;
}

/** Cells after the last column must be empty; cells of required columns must not be missing. */
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
