import { type Kind, recognizeName } from '../../../../lambda/import/column-names.ts';
import type { Mapping } from '../../../../lambda/import/mapping.ts';
import { isPlaceName, isSumName, mayBePlace } from '../../../../lambda/import/places.ts';
import { readHeader } from '../../../../lambda/import/table-header.ts';
import type { SheetMeaning } from '../../../../lambda/import/table-record.ts';
import type { Sheet } from './read-workbook.ts';

interface ReadSheet {
  readonly sheet: Sheet;
  /** The column whose value comes from the sheet's name. */
  readonly meaning?: SheetMeaning['field'] | undefined;
}

/**
 * The sheets that together form one table, such as one sheet per place or category: those with the chosen header,
 * without a sheet of totals. If a map names a sheet, only that sheet is read.
 */
export function sheetsToRead(
  chosen: Sheet,
  others: readonly Sheet[],
  { kind, mapping }: { kind: Kind; mapping: Mapping },
): { read: readonly ReadSheet[]; leftOut: readonly Sheet[] } {
  const headerOf = ({ records }: Sheet) => readHeader(records, { kind, mapping }).header ?? [];
  const fieldsOf = (sheet: Sheet) =>
    new Set(headerOf(sheet).flatMap((name) => recognizeName(kind, name)?.field ?? []));
  const header = headerOf(chosen);
  const fields = fieldsOf(chosen);
  const isAlike = (sheet: Sheet) => {
    if (sheet === chosen || mapping.sheet !== undefined) return sheet === chosen;
    if (headerOf(sheet).join('\n') === header.join('\n')) return true;
    const own = fieldsOf(sheet);
    return (
      isPlaceName(sheet.name) && own.size === fields.size && [...own].every((field) => fields.has(field))
    );
  };
  const all = [chosen, ...others];
  const alike = all.filter(isAlike);
  const meaning = kind === 'inventory' ? meaningOf(alike, fields) : undefined;
  const isRead = (sheet: Sheet) => !meaning || alike.length === 1 || !isSumName(sheet.name);
  const read = alike
    .filter(isRead)
    .map((sheet) => ({ sheet, meaning: mayBePlace(sheet.name) ? meaning : undefined }));
  return { read, leftOut: all.filter((sheet) => !read.some((one) => one.sheet === sheet)) };
}

function meaningOf(alike: readonly Sheet[], fields: ReadonlySet<string>): SheetMeaning['field'] | undefined {
  const places = alike.filter(({ name }) => isPlaceName(name));
  if (places.length > 1 || (places.length === 1 && alike.length === 1 && !fields.has('location')))
    return 'location';
  const named = alike.filter(({ name }) => !isSumName(name));
  const areKinds = named.length > 1 && named.every(({ name }) => mayBePlace(name));
  return areKinds && !fields.has('category') ? 'category' : undefined;
}
