import * as z from 'zod';
import { type InventoryItem, itemStatuses } from '../../../../lambda/inventory/item.ts';
import { checkRow, refuseRepeatedIds } from './check-row.ts';
import { type CsvRecord, readRecords } from './csv-records.ts';
import { choice, date, optional, quantity, text } from './fields.ts';
import { readText } from './read-text.ts';
import { type FileContent, type RowError, type SourceRow, UnusableFile } from './row-error.ts';

const idExpected = 'an id of up to 64 letters, digits, dots, hyphens and underscores, such as INV-001';

const item = z.object({
  item_id: text(1, 64)
    .refine((id) => /^[A-Za-z0-9][\w.-]*$/.test(id), idExpected)
    .refine((id) => id !== 'status', 'another id: inventory://status is the overview'),
  name: text(1, 200),
  // Lower case, so that Laptop and laptop are one category.
  category: text(1, 60).transform((category) => category.toLowerCase()),
  quantity,
  location: text(1, 200),
  status: optional(choice(itemStatuses), 'available'),
  last_updated: date,
}) satisfies z.ZodType<InventoryItem>;

const columns = Object.keys(item.shape);
const required = columns.filter((column) => column !== 'status');

/** Reads a spreadsheet that was saved as CSV. Throws {@link UnusableFile} when it has no header with our columns. */
export async function readInventoryFile(file: string): Promise<FileContent<InventoryItem>> {
  const { text, notes } = await readText(file);
  const [header, ...records] = readRecords(text);
  const names = columnNames(file, header);

  const rows: SourceRow<InventoryItem>[] = [];
  const errors: RowError[] = [];
  for (const record of records) {
    const row = readRow(record, names, file);
    if (Array.isArray(row)) errors.push(...row);
    else rows.push(row);
  }
  const unique = refuseRepeatedIds(rows, 'item_id');
  return {
    rows: unique.rows,
    errors: [...errors, ...unique.errors].sort((a, b) => a.line - b.line),
    notes: [...notes, ...unknownColumns(file, names)],
  };
}

function columnNames(file: string, header: CsvRecord | undefined): string[] {
  const expected = `a first line that names the columns ${columns.join(',')}`;
  if (!header?.fields) throw new UnusableFile(file, 'no header', expected);
  const names = header.fields.map((name) =>
    name
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_'),
  );

  const missing = required.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    throw new UnusableFile(file, `no column ${missing.join(', ')} among ${names.join(', ')}`, expected);
  }
  const repeated = columns.find((column) => names.indexOf(column) !== names.lastIndexOf(column));
  if (repeated) throw new UnusableFile(file, `the column ${repeated} twice`, expected);
  return names;
}

function unknownColumns(file: string, names: readonly string[]): string[] {
  const unknown = names.filter((name) => name !== '' && !columns.includes(name));
  return unknown.length > 0
    ? [`${file}: columns left out, as they mean nothing here: ${unknown.join(', ')}.`]
    : [];
}

function readRow({ line, fields }: CsvRecord, names: readonly string[], file: string) {
  if (!fields) {
    const found = 'a quote that is never closed';
    return [{ file, line, found, expected: 'a closing quote, and "" for a quote inside of quotes' }];
  }
  const beyond = fields.slice(names.length).some((field) => field !== '');
  if (fields.length < names.length || beyond) {
    const expected = `${names.length} as in the header; a field with a comma needs quotes around it`;
    return [{ file, line, found: `${fields.length} fields`, expected }];
  }
  const raw = Object.fromEntries(names.map((name, index) => [name, fields[index]]));
  return checkRow(item, raw, { file, line });
}
