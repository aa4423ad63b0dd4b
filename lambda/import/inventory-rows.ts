import * as z from 'zod';
import type { ItemRow } from '../inventory/import-items.ts';
import { itemStatuses } from '../inventory/item.ts';
import { checkRow } from './check-row.ts';
import { deriveItems, isDerivable } from './derive-item.ts';
import { choice, date, isBlank, optional, quantity, text } from './fields.ts';
import { fillDown } from './fill-down.ts';
import { createGuesses, type Guesses } from './guesses.ts';
import type { Mapping } from './mapping.ts';
import { refuseMovements } from './movements.ts';
import { currencyOf, parsePrice } from './price.ts';
import { type FileContent, type RowError, type SourceRow, UnusableFile } from './row-error.ts';
import { readSourceTable } from './source-table.ts';
import { splitTables, unreadTable } from './split-tables.ts';
import type { SheetMeaning, SourceTable } from './table-record.ts';
import { understandValues, withDateOrder } from './understand-values.ts';
import { withUniqueIds } from './unique-ids.ts';

const idExpected = 'an id of up to 64 letters, digits, dots, hyphens and underscores, such as INV-001';

const blankIsNone = (value: unknown) => (isBlank(value) ? undefined : value);

const item = z.object({
  item_id: text(1, 64)
    .refine((id) => /^[A-Za-z0-9][\w.-]*$/.test(id), idExpected)
    .refine((id) => id !== 'status', 'another id: inventory://status is the overview'),
  name: text(1, 200),
  // In lower case, so that Laptop and laptop are one category.
  category: text(1, 60).transform((category) => category.toLowerCase()),
  quantity,
  location: text(1, 200, '1 to 200 characters; --location says where the items without a place are'),
  status: optional(choice(itemStatuses), 'available'),
  last_updated: z.preprocess(blankIsNone, date.optional()),
  unit_price: z.preprocess(
    blankIsNone,
    z.number('a price such as 1290000, ₩1,290,000 or $1,299.00').max(1e12).optional(),
  ),
  currency: z.preprocess(
    blankIsNone,
    z
      .string()
      .regex(/^[A-Z]{3}$/, 'a currency such as KRW')
      .optional(),
  ),
  department: z.preprocess(blankIsNone, text(1, 100).optional()),
  listed_singly: z.preprocess(blankIsNone, z.literal(true).optional()),
});

const required = ['item_id', 'name', 'category', 'quantity', 'location'];
const dateFields = { dates: ['last_updated'], times: [] };

/** Reads the rows of an inventory spreadsheet. Throws UnusableFile without a header with known columns. */
export function readInventoryRows(table: SourceTable, mapping: Mapping = {}): FileContent<ItemRow> {
  return withUniqueIds(table.file, [readItemRows(table, mapping)]);
}

/** For one of several sheets: ids are not compared, because another sheet may have the same ones. */
export function readItemRows(table: SourceTable, mapping: Mapping = {}): FileContent<ItemRow> {
  const { tables, errors } = splitTables(table, mapping);
  const [first, ...others] = tables;
  const contents = [
    readOneTable(first!, mapping),
    ...others.map((other) => readFurtherTable(other, mapping)),
  ];
  return {
    rows: contents.flatMap(({ rows }) => rows),
    errors: [...errors, ...contents.flatMap((content) => content.errors)].sort((a, b) => a.line - b.line),
    notes: contents.flatMap(({ notes }) => notes),
  };
}

function readFurtherTable(table: SourceTable, mapping: Mapping): FileContent<ItemRow> {
  try {
    return readOneTable(table, mapping);
  } catch (error) {
    if (!(error instanceof UnusableFile)) throw error;
    return { rows: [], errors: [unreadTable(table)], notes: [] };
  }
}

function readOneTable(table: SourceTable, fileMapping: Mapping = {}): FileContent<ItemRow> {
  const { file, sheet } = table;
  const guesses = createGuesses(file);
  const mapping = sheet ? withSheet(fileMapping, sheet, guesses) : fileMapping;
  const options = { kind: 'inventory', required, isDerivable, mapping, guesses } as const;
  const { rows: read, errors, columns, header } = readSourceTable(table, options);
  refuseMovements(table, header, read);
  const records = fillDown(read, columns, guesses);

  const dated = withDateOrder(records, dateFields.dates, options);
  const rows: SourceRow<ItemRow>[] = [];
  const groups = new Map<string, { value: ItemRow }>();
  for (const { line, raw, group, place } of deriveItems(records, columns, { ...options, header, sheet })) {
    const understood = withPrice(understandValues(raw, dateFields, { ...options, mapping: dated }));
    const values = sheet?.field === 'location' ? atSheet(sheet, understood, guesses) : understood;
    const row = checkRow(item, values, { file, line }, raw);
    if (Array.isArray(row)) {
      // Errors of a row with several places are reported once.
      const isNew = (error: RowError) => !errors.some((e) => e.line === line && e.field === error.field);
      errors.push(...(place === undefined ? row : row.filter(isNew)));
      continue;
    }
    const found = { place: row.place, value: withoutAbsent(row.value, values) };
    const first = group === undefined ? undefined : groups.get(group);
    if (first) first.value = added(first.value, found.value);
    else rows.push(found);
    if (group !== undefined && !first) groups.set(group, found);
  }
  return { rows, errors: errors.sort((a, b) => a.line - b.line), notes: guesses.list() };
}

function withSheet(mapping: Mapping, { field, name }: SheetMeaning, guesses: Guesses): Mapping {
  guesses.add(`${field}: the name of the sheet, ${name}, where the rows say none`);
  return { ...mapping, defaults: { [field]: name, ...mapping.defaults } };
}

/** Combines sheet and cell: 3층 in the sheet 부산 is 부산 3층. */
function atSheet({ name }: SheetMeaning, values: Record<string, unknown>, guesses: Guesses) {
  const { location } = values;
  if (typeof location !== 'string' || location.includes(name)) return values;
  guesses.add(`location: the name of the sheet, ${name}, stands before it`);
  return { ...values, location: `${name} ${location}` };
}

/** Adds one piece to an item, and uses the later date of both. */
function added(item: ItemRow, piece: ItemRow): ItemRow {
  const [last_updated] = [item.last_updated, piece.last_updated]
    .filter((day) => day !== undefined)
    .sort()
    .reverse();
  return { ...item, quantity: item.quantity + piece.quantity, ...(last_updated && { last_updated }) };
}

function withPrice(values: Record<string, unknown>): Record<string, unknown> {
  const { unit_price, currency } = values;
  if (isBlank(unit_price)) return { ...values, ...(currency !== undefined && { currency: '' }) };
  const price = typeof unit_price === 'string' ? parsePrice(unit_price) : undefined;
  const ownCurrency = typeof currency === 'string' ? currencyOf(currency) : undefined;
  if (!price) return { ...values, ...(ownCurrency && { currency: ownCurrency }) };
  const named = ownCurrency ?? price.currency;
  return { ...values, unit_price: price.amount, ...(named && { currency: named }) };
}

/** Omits fields without a column, whose stored values must stay; empty cells are passed on. */
function withoutAbsent(row: z.output<typeof item>, values: Record<string, unknown>): ItemRow {
  const fields = Object.keys(item.shape).filter((field) => field in values);
  return Object.fromEntries(
    fields.map((field) => [field, row[field as keyof typeof row]]),
  ) as unknown as ItemRow;
}
