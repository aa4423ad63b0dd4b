import { type Kind, recognizeName } from './column-names.ts';
import type { Guesses } from './guesses.ts';
import { lookUp } from './look-up.ts';
import type { Mapping } from './mapping.ts';
import { placeLevel } from './places.ts';
import { currencyOf } from './price.ts';
import { UnusableFile } from './row-error.ts';
import { cellsAt, type SourceTable } from './table-record.ts';
import { compact } from './value-words.ts';

export interface Column {
  /** As written in the header. */
  readonly name: string;
  readonly field: string;
  readonly index: number;
  /** Below 0 when a map assigns the field. */
  readonly rank: number;
  /** Another column for the same field, used where this one is empty. */
  readonly fallback?: Column;
  /** Columns that form the field together, from wide to narrow places, including this one. */
  readonly parts?: readonly Column[];
}

export interface UnreadColumn {
  readonly name: string;
  readonly cells: readonly string[];
}

export interface ColumnOptions {
  readonly kind: Kind;
  readonly required: readonly string[];
  /** Whether a required field without a column can be derived. `unread` contains the other columns with their cells. */
  readonly isDerivable?: (
    field: string,
    unread: readonly UnreadColumn[],
    columns: readonly Column[],
  ) => boolean;
  readonly mapping: Mapping;
  readonly guesses: Guesses;
}

/** The columns with a known meaning, from left to right. Throws {@link UnusableFile} when a required one is missing. */
export function readColumns(
  { file, records }: SourceTable,
  header: readonly string[],
  options: ColumnOptions,
): Column[] {
  const { kind, mapping } = options;
  const claims = header.flatMap((written, index): Column[] => {
    const name = written.replace(/\s+/g, ' ').trim();
    const mapped = lookUp(mapping.columns, name);
    if (mapped !== undefined) return mapped === '' ? [] : [{ name, index, field: mapped, rank: -1 }];
    const known = recognizeName(kind, written);
    if (!known || (known.field === 'quantity' && saysOnlyWhether(name, index, records))) return [];
    return [{ name, index, ...known }];
  });

  const columns = new Map<string, Column>();
  for (const claim of claims.toSorted((a, b) => a.rank - b.rank)) {
    const earlier = columns.get(claim.field);
    if (!earlier) columns.set(claim.field, claim);
    else if (claim.field === 'location' && compact(claim.name) !== compact(earlier.name))
      columns.set('location', withPlace(earlier, claim));
    else if (earlier.rank === claim.rank) throw twoColumns(file, earlier, claim);
    else if (kind === 'inventory' && isModel(claim)) columns.set('model', { ...claim, field: 'model' });
  }
  const found = [...columns.values()].sort((a, b) => a.index - b.index);
  requireColumns({ file, records }, header, found, options);
  noteColumns(header, found, options);
  return found;
}

/** A column named Available may contain yes and no instead of numbers. */
function saysOnlyWhether(name: string, index: number, records: SourceTable['records']): boolean {
  if (!/^(?:avail(?:able)?|가용)$/.test(compact(name))) return false;
  return !cellsAt(records, index).some((cell) => /\d/.test(cell));
}

/** Columns for another place than the current one: the default place in Snipe-IT, and addresses of network scanners. */
export const isOtherPlace = ({ name }: Pick<Column, 'name'>) =>
  /default|기본|\bip\b|last|previous|이전/i.test(name);

/**
 * Combines warehouse and shelf to one place. A mapped column is used alone, and another kind of place fills only gaps.
 */
function withPlace(column: Column, further: Column): Column {
  if (column.rank < 0 && further.rank >= 0) return column;
  if (isOtherPlace(column)) return { ...further, fallback: column };
  if (isOtherPlace(further)) return column.fallback ? column : { ...column, fallback: further };
  const parts = [...(column.parts ?? [column]), further].sort(
    (a, b) => placeLevel(a.name) - placeLevel(b.name) || a.index - b.index,
  );
  return { ...column, parts };
}

/** Next to a name, the model distinguishes items better than the specification. */
export function isModel({ name, field }: Pick<Column, 'name' | 'field'>): boolean {
  return field === 'name' && /^(?:model(?:name)?|모델명?)$/.test(compact(name));
}

function twoColumns(file: string, earlier: Column, { name, field }: Column): UnusableFile {
  return new UnusableFile(
    file,
    compact(name) === compact(earlier.name)
      ? `the column ${field} twice`
      : `the columns ${earlier.name} and ${name} for ${field}`,
    `one column for ${field}; a map file tells which`,
  );
}

function requireColumns(
  { file, records }: SourceTable,
  header: readonly string[],
  columns: readonly Column[],
  { required, isDerivable = () => false, mapping }: ColumnOptions,
): void {
  const has = (field: string) => columns.some((column) => column.field === field);
  const missing = required.filter((field) => !has(field) && !mapping.defaults?.[field]);
  const unread = header.flatMap((name, index): UnreadColumn[] => {
    const isOpen = !columns.some((column) => column.index === index) && lookUp(mapping.columns, name) !== '';
    return isOpen ? [{ name, cells: cellsAt(records, index).filter(Boolean) }] : [];
  });
  const needed = missing.filter((field) => !isDerivable(field, unread, columns));
  if (needed.length === 0) return;
  const found = `no column ${needed.join(', ')} among ${header.filter(Boolean).join(', ')}`;
  const onlyLocation = needed.every((field) => field === 'location');
  throw new UnusableFile(file, found, onlyLocation ? expectedLocation : expectedHeader(required));
}

function noteColumns(
  header: readonly string[],
  columns: readonly Column[],
  { mapping: { columns: mapped }, guesses }: ColumnOptions,
): void {
  const guessed = columns
    .flatMap((column) => column.parts ?? [column])
    .filter(({ name, field, rank }) => rank >= 0 && compact(name) !== compact(field));
  if (guessed.length > 0) {
    guesses.add(`columns understood: ${guessed.map(({ name, field }) => `${name} as ${field}`).join(', ')}`);
  }
  const taken = new Set(
    columns.flatMap(({ index, fallback, parts = [] }) => [
      index,
      fallback?.index,
      ...parts.map((part) => part.index),
    ]),
  );
  const left = header.filter(
    (name, index) => name !== '' && !taken.has(index) && lookUp(mapped, name) !== '',
  );
  if (left.length > 0)
    guesses.add(`columns left out, as they mean nothing here: ${[...new Set(left)].join(', ')}`);
}

/** The currency in a column's name, such as `단가(원)` and `Price (KRW)`. */
export function currencyNamed(columns: readonly Column[], guesses: Guesses): { currency?: string } {
  const name = columns.find(({ field }) => field === 'unit_price')?.name;
  const currency = currencyOf(/[([（](.*?)[)\]）]/.exec(name ?? '')?.[1] ?? '');
  if (!currency || columns.some(({ field }) => field === 'currency')) return {};
  guesses.add(`currency: ${currency}, as the column ${name} says`);
  return { currency };
}

const expectedLocation = 'a column that says where each item is, or --location with the place of all';

export function expectedHeader(required: readonly string[]): string {
  return `a line that names the columns ${required.join(',')} (--propose-map writes a file that maps other names to them and sets what is missing)`;
}
