import type { ItemRow } from '../inventory/import-items.ts';
import { refuseRepeatedIds } from './check-row.ts';
import { idAtPlace } from './places.ts';
import { type FileContent, type SourceRow, UnusableFile } from './row-error.ts';
import { compact } from './value-words.ts';

/** Makes ids unique across all sheets that are read. */
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

/** Rejects ids that occur in two sheets, such as one sheet per month: only the owner knows which one is current. */
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
 * Ids in several rows that differ only in place and quantity: each becomes one item per place. Rows with other
 * differences or the same place contradict each other, and so do devices.
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

/** Changes all ids or none, because an item may be at several places in the next import. */
function atPlace(
  row: SourceRow<ItemRow>,
  contradictory: ReadonlySet<string>,
  example: string | undefined,
): SourceRow<ItemRow> {
  const { item_id, location } = row.value;
  if (example === undefined || contradictory.has(item_id)) return row;
  return { ...row, value: { ...row.value, item_id: idAtPlace(item_id, location) } };
}
