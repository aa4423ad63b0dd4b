import type { Kind } from '../../../../lambda/import/column-names.ts';
import { readRecords } from '../../../../lambda/import/csv-records.ts';
import { readInventoryRows } from '../../../../lambda/import/inventory-rows.ts';
import type { Mapping } from '../../../../lambda/import/mapping.ts';
import { type FileContent, UnusableFile } from '../../../../lambda/import/row-error.ts';
import { headerScore, readHeader } from '../../../../lambda/import/table-header.ts';
import type { SourceTable } from '../../../../lambda/import/table-record.ts';
import {
  readTicketTable,
  readTicketText,
  type TicketOptions,
} from '../../../../lambda/import/ticket-rows.ts';
import type { ItemRow } from '../../../../lambda/inventory/import-items.ts';
import type { TicketRow } from '../../../../lambda/tickets/import-ticket.ts';
import { isZip, readBytes, textOf } from './read-text.ts';
import { chooseSheet, readSheets, type Sheet } from './read-workbook.ts';

/** Reads a spreadsheet of stock, .xlsx or as text. Throws UnusableFile when it has no header with our columns. */
export async function readInventoryFile(file: string, mapping: Mapping = {}): Promise<FileContent<ItemRow>> {
  const tables = tablesOf(file, await readBytes(file), 'inventory', mapping);
  return combined(
    await tables,
    (table) => readInventoryRows(table, mapping),
    ({ item_id }) => item_id,
  );
}

/** Reads tickets from JSON Lines or a spreadsheet. Throws UnusableFile when it is neither. */
export async function readTicketsFile(
  file: string,
  options: TicketOptions = {},
): Promise<FileContent<TicketRow>> {
  const bytes = await readBytes(file);
  if (isZip(bytes)) {
    const tables = await tablesOf(file, bytes, 'tickets', options.mapping);
    return combined(
      tables,
      (table) => readTicketTable(table, options),
      ({ ticket_id }) => ticket_id,
    );
  }
  const { text, notes } = textOf(file, bytes);
  const content = readTicketText(file, text, options);
  return { ...content, notes: [...notes, ...content.notes] };
}

/** The cells of a spreadsheet; of a workbook, those of the sheet that the map names or that has the best header. */
export async function readTable(file: string, kind: Kind, mapping: Mapping = {}) {
  return tablesOf(file, await readBytes(file), kind, mapping);
}

interface Tables {
  readonly file: string;
  readonly table: SourceTable;
  readonly notes: readonly string[];
  readonly name?: string;
  /** The sheets of a workbook that have the same header. */
  readonly alike?: readonly { readonly name: string; readonly table: SourceTable }[];
  readonly leftOut?: readonly string[];
}

async function tablesOf(file: string, bytes: Buffer, kind: Kind, mapping: Mapping = {}): Promise<Tables> {
  if (!isZip(bytes)) {
    const { text, notes } = textOf(file, bytes);
    return { file, table: { file, records: readRecords(text) }, notes };
  }
  const sheets = await readSheets(file, bytes);
  const score = ({ records }: Sheet) => headerScore(records, kind, mapping);
  const { chosen, others } = chooseSheet(file, sheets, mapping.sheet, score);
  const header = ({ records }: Sheet) => readHeader(records, { kind, mapping }).header?.join('\n');
  const isAlike = (sheet: Sheet) => mapping.sheet === undefined && header(sheet) === header(chosen);
  const merged =
    chosen.filled.length > 0
      ? [`${file}: merged cells count for each of their rows: ${chosen.filled.join(', ')}.`]
      : [];
  return {
    file,
    name: chosen.name,
    table: { file, records: chosen.records },
    notes: merged,
    alike: others
      .filter(isAlike)
      .map(({ name, records }) => ({ name, table: { file: `${file} (${name})`, records } })),
    leftOut: others.filter((sheet) => !isAlike(sheet)).map(({ name }) => name),
  };
}

/**
 * Sheets with one header are one table, as for each kind or place. With an id in two of them, as in a sheet per month, only
 * the file's owner knows which one counts.
 */
function combined<Row>(
  { file, table, name, alike = [], leftOut = [], notes }: Tables,
  read: (table: SourceTable) => FileContent<Row>,
  idOf: (row: Row) => string,
): FileContent<Row> {
  const contents = [read(table), ...alike.map((sheet) => read(sheet.table))];
  const names = [name, ...alike.map((sheet) => sheet.name)];
  const ids = contents.flatMap(({ rows }) => [...new Set(rows.map(({ value }) => idOf(value)))]);
  if (new Set(ids).size < ids.length) {
    const found = `the same ids in the sheets ${names.join(', ')}`;
    throw new UnusableFile(file, found, 'the name of one of them as "sheet" in a map file (--map)');
  }
  return {
    rows: contents.flatMap(({ rows }) => rows),
    errors: contents.flatMap(({ errors }) => errors),
    notes: [
      ...(leftOut.length > 0 ? [`${file}: sheets not read: ${leftOut.join(', ')}.`] : []),
      ...(alike.length > 0 ? [`${file}: sheets read as one: ${names.join(', ')}.`] : []),
      ...notes,
      ...contents.flatMap((content) => content.notes),
    ],
  };
}
