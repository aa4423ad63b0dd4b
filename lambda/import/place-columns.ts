import { recognizeName } from './column-names.ts';
import { isBlank, quantity } from './fields.ts';
import type { Guesses } from './guesses.ts';
import { lookUp } from './look-up.ts';
import type { Mapping } from './mapping.ts';
import { isPlaceName, isSumName, mayBePlace, placeNamed } from './places.ts';
import { type RowError, shown } from './row-error.ts';
import { cellsAt, type TableRecord } from './table-record.ts';

/** A column of quantities at the place in its name. */
interface PlaceColumn {
  readonly place: string;
  readonly index: number;
}

export interface PlaceColumns {
  readonly columns: readonly PlaceColumn[];
  /** The column with the sum of all places. */
  readonly sum: { readonly name: string; readonly index: number } | undefined;
}

/** The share of numbers that makes a column numeric; its other cells are errors of their rows. */
const mostlyNumbers = 0.5;

function amountOf(cell: string): number | undefined {
  return quantity.safeParse(cell).data;
}

/**
 * Quantity columns named after places, if no column contains the place: at least two, or those that a map marks as
 * `place`. Undefined when there are none.
 */
export function findPlaceColumns(
  header: readonly string[],
  body: readonly TableRecord[],
  mapping: Mapping,
): PlaceColumns | undefined {
  const isNumeric = (index: number) => {
    const cells = cellsAt(body, index).filter((cell) => !isBlank(cell));
    return cells.filter((cell) => amountOf(cell) !== undefined).length >= cells.length * mostlyNumbers;
  };
  const named = header.map((written) => ({
    written: written.replace(/\s+/g, ' ').trim(),
    place: placeNamed(written),
  }));
  const fieldOf = (written: string) => recognizeName('inventory', written)?.field;
  const hasQuantity = named.some(({ written, place }) => place === '' && fieldOf(written) === 'quantity');
  const numeric = named.flatMap(({ written, place }, index) => {
    const field = fieldOf(written);
    const isOpen = !field || field === 'quantity' || (field === 'location' && !hasQuantity);
    const isUnmapped = written !== '' && lookUp(mapping.columns, written) === undefined;
    return isOpen && isUnmapped && isNumeric(index) ? [{ name: written, place, index }] : [];
  });
  const mapped = named.flatMap(({ written, place }, index) =>
    lookUp(mapping.columns, written) === 'place' ? [{ place: place || written, index }] : [],
  );
  const columns = mapped.length > 0 ? mapped : runOfPlaces(numeric);
  if (columns.length === 0) return undefined;
  const isTaken = (at: number) => columns.some(({ index }) => index === at);
  const saysPlace = named.some(({ written }, index) => !isTaken(index) && fieldOf(written) === 'location');
  if (mapped.length === 0 && saysPlace) return undefined;

  const rest = numeric.filter(({ index }) => !isTaken(index));
  const sum = rest.find(({ place }) => isSumName(place)) ?? rest.find(({ place }) => place === '');
  if (sum && mapped.length === 0 && !isSumName(sum.place)) {
    const sums = body.filter(({ fields }) => fields && isSum(fields, { columns, sum }));
    if (sums.length * 2 < body.length) return undefined;
  }
  return { columns, sum };
}

/** Neighbouring columns of which at least two are known places and none is known to be something else. */
function runOfPlaces<Column extends PlaceColumn>(numeric: readonly Column[]): Column[] {
  const runs: Column[][] = [];
  for (const column of numeric) {
    if (column.place === '' || !mayBePlace(column.place)) continue;
    const run = runs.at(-1);
    if (run?.at(-1)?.index === column.index - 1) run.push(column);
    else runs.push([column]);
  }
  const certain = runs.filter((run) => run.some(({ place }) => isPlaceName(place)));
  const found = certain.flat();
  return found.filter(({ place }) => isPlaceName(place)).length > 1 ? found : [];
}

function isSum(fields: readonly string[], { columns, sum }: PlaceColumns): boolean {
  const amounts = columns.map(({ index }) => amountOf(fields[index] ?? '') ?? 0);
  return amountOf(fields[sum!.index] ?? '') === amounts.reduce((a, b) => a + b, 0);
}

export function notePlaceColumns({ columns, sum }: PlaceColumns, guesses: Guesses): void {
  const names = columns.map(({ place }) => place).join(', ');
  guesses.add(`quantity and location: a column for each place, ${names}; an empty cell is no item`);
  if (sum) guesses.add(`the column ${sum.name} is the sum of the places`);
}

/** The quantities of a row by place, or the error when they are unclear. */
export function quantitiesOf(
  fields: readonly string[],
  { columns, sum }: PlaceColumns,
): { location: string; quantity: string }[] | Pick<RowError, 'field' | 'found' | 'expected'> {
  const filled = columns.flatMap(({ place, index }) => {
    const cell = fields[index] ?? '';
    return isBlank(cell) ? [] : [{ location: place, quantity: cell }];
  });
  const names = columns.map(({ place }) => place).join(', ');
  if (filled.length === 0)
    return { field: 'quantity', found: 'nothing', expected: `a quantity in one of the columns ${names}` };
  const written = sum && fields[sum.index];
  if (!isBlank(written) && !isSum(fields, { columns, sum })) {
    const found = `the sum ${shown(written)} in the column ${sum!.name}`;
    return { field: 'quantity', found, expected: `the sum of ${names}` };
  }
  return filled;
}
