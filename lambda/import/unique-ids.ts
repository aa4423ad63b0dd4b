import type { ItemRow } from '../inventory/import-items.ts';
import { refuseRepeatedIds } from './check-row.ts';
import { idAtPlace } from './places.ts';
import { type FileContent, type SourceRow, UnusableFile } from './row-error.ts';
import { compact } from './value-words.ts';

/** The rows of one sheet, or of each sheet that is read, with ids that no two of them share. */
export function withUniqueIds(
  file: string,
  sheets: readonly FileContent<ItemRow>[],
  names: readonly string[] = [],
): FileContent<ItemRow> {
  const rows = sheets.flatMap((sheet) => sheet.rows);
  const { ids, example } = idsAtSeveralPlaces(rows);
  const separate = sheets.map((sheet) => ({
    ...sheet,
    rows: sheet.rows.map((row) => atPlace(row, ids, example)),
  }));
  const unique = separate.map((sheet) => ({
    ...sheet,
    ...refuseRepeatedIds(sheet.rows, 'item_id'),
    bad: sheet.errors,
  }));
  requireOwnIds(file, unique, names);
  const note = `${file}: item_id: followed by the place, as ${example} and perhaps others are at several.`;
  return {
    rows: unique.flatMap((sheet) => sheet.rows),
    errors: unique.flatMap(({ errors, bad }) => [...bad, ...errors].sort((a, b) => a.line - b.line)),
    notes: [...sheets.flatMap(({ notes }) => notes), ...(example === undefined ? [] : [note])],
  };
}

/** An id in two sheets, as in a sheet per month: only the file's owner knows which one counts. */
function requireOwnIds(
  file: string,
  sheets: readonly FileContent<ItemRow>[],
  names: readonly string[],
): void {
  const ids = sheets.flatMap(({ rows }) => rows.map(({ value }) => value.item_id));
  if (new Set(ids).size === ids.length) return;
  const found = `the same ids in the sheets ${names.join(', ')}`;
  throw new UnusableFile(file, found, 'the name of one of them as "sheet" in a map file (--map)');
}

/**
 * A code in several warehouses is one item at each, since an item has one place. Rows that differ in more than place and
 * quantity, or share the place, contradict each other; so do devices, of which there is one.
 */
function idsAtSeveralPlaces(rows: readonly SourceRow<ItemRow>[]) {
  const byId = new Map<string, ItemRow[]>();
  for (const { value } of rows) byId.set(value.item_id, [...(byId.get(value.item_id) ?? []), value]);
  const repeated = [...byId].filter(([, items]) => items.length > 1);
  const isSeparable = (items: readonly ItemRow[]) =>
    new Set(items.map(({ location }) => compact(location))).size === items.length &&
    new Set(items.map(({ name, category }) => `${compact(name)} ${compact(category)}`)).size === 1 &&
    !items.some(({ listed_singly }) => listed_singly);
  const separable = repeated.filter(([, items]) => isSeparable(items));
  const contradictory = new Set(repeated.filter(([, items]) => !isSeparable(items)).map(([id]) => id));
  return { ids: contradictory, example: separable[0]?.[0] };
}

/** All ids or none: a code that is at one place today is at two tomorrow. */
function atPlace(
  row: SourceRow<ItemRow>,
  contradictory: ReadonlySet<string>,
  example: string | undefined,
): SourceRow<ItemRow> {
  const { item_id, location } = row.value;
  if (example === undefined || contradictory.has(item_id)) return row;
  return { ...row, value: { ...row.value, item_id: idAtPlace(item_id, location) } };
}
