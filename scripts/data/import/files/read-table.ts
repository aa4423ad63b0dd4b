import type { Kind } from '../../../../lambda/import/column-names.ts';
import { readRecords } from '../../../../lambda/import/csv-records.ts';
import { readItemRows } from '../../../../lambda/import/inventory-rows.ts';
import type { Mapping } from '../../../../lambda/import/mapping.ts';
import { type FileContent, UnusableFile } from '../../../../lambda/import/row-error.ts';
import { headerScore } from '../../../../lambda/import/table-header.ts';
import type { SourceTable } from '../../../../lambda/import/table-record.ts';
import {
  readTicketTable,
  readTicketText,
  type TicketOptions,
} from '../../../../lambda/import/ticket-rows.ts';
import { withUniqueIds } from '../../../../lambda/import/unique-ids.ts';
import type { ItemRow } from '../../../../lambda/inventory/import-items.ts';
import type { TicketRow } from '../../../../lambda/tickets/import-ticket.ts';
import { sheetsToRead } from './choose-sheets.ts';
import { isZip, readBytes, textOf } from './read-text.ts';
import { chooseSheet, readSheets, type Sheet } from './read-workbook.ts';

/** Reads stock from an .xlsx workbook or a text table. Throws UnusableFile if no header contains known columns. */
export async function readInventoryFile(file: string, mapping: Mapping = {}): Promise<FileContent<ItemRow>> {
  const found = await tablesOf(file, await readBytes(file), 'inventory', mapping);
  const tables = found.sheets.map((sheet) => sheet.table);
  const contents = tables.map((table) => readItemRows(table, mapping));
  const names = found.sheets.map(({ name }) => name);
  const content = withUniqueIds(file, contents, names);
  return { ...content, notes: [...found.notes, ...content.notes] };
}

/** Reads tickets from JSON Lines or a spreadsheet. Throws UnusableFile if it is neither. */
export async function readTicketsFile(
  file: string,
  options: TicketOptions = {},
): Promise<FileContent<TicketRow>> {
  const bytes = await readBytes(file);
  if (isZip(bytes)) {
    const { sheets, notes } = await tablesOf(file, bytes, 'tickets', options.mapping);
    const content = readSheetsOfTickets(file, sheets, options);
    return { ...content, notes: [...notes, ...content.notes] };
  }
  const { text, notes } = textOf(file, bytes);
  const content = readTicketText(file, text, options);
  return { ...content, notes: [...notes, ...content.notes] };
}

/** Each sheet is a project of its own: the same number in two sheets means two tickets. */
function readSheetsOfTickets(
  file: string,
  sheets: Tables['sheets'],
  options: TicketOptions,
): FileContent<TicketRow> {
  const contents = sheets.map(({ table }) => readTicketTable(table, options));
  const ids = contents.flatMap(({ rows }) => rows.map(({ value }) => value.ticket_id));
  if (new Set(ids).size < ids.length) {
    const found = `the same ids in the sheets ${sheets.map(({ name }) => name).join(', ')}`;
    throw new UnusableFile(file, found, 'the name of one of them as "sheet" in a map file (--map)');
  }
  return {
    rows: contents.flatMap(({ rows }) => rows),
    errors: contents.flatMap(({ errors }) => errors),
    notes: contents.flatMap(({ notes }) => notes),
  };
}

/** The cells of a spreadsheet; in a workbook, those of the sheet that the map names or that has the best header. */
export async function readTable(file: string, kind: Kind, mapping: Mapping = {}) {
  return (await tablesOf(file, await readBytes(file), kind, mapping)).sheets[0]!;
}

interface Tables {
  /** The sheets of a workbook with the same header, best match first. */
  readonly sheets: readonly { readonly name: string; readonly table: SourceTable }[];
  readonly notes: readonly string[];
}

async function tablesOf(file: string, bytes: Buffer, kind: Kind, mapping: Mapping = {}): Promise<Tables> {
  if (!isZip(bytes)) {
    const { text, notes } = textOf(file, bytes);
    return { sheets: [{ name: '', table: { file, records: readRecords(text) } }], notes };
  }
  const sheets = await readSheets(file, bytes);
  const score = ({ records }: Sheet) => headerScore(records, kind, mapping);
  const { chosen, others } = chooseSheet(file, sheets, mapping.sheet, score);
  const { read, leftOut } = sheetsToRead(chosen, others, { kind, mapping });
  const names = read.map(({ sheet }) => sheet.name).join(', ');
  const filled = read.flatMap(({ sheet }) => sheet.filled);
  return {
    sheets: read.map(({ sheet: { name, records }, meaning }) => {
      const place = read.length > 1 ? `${file} (${name})` : file;
      return { name, table: { file: place, records, ...(meaning && { sheet: { name, field: meaning } }) } };
    }),
    notes: [
      ...(leftOut.length > 0
        ? [`${file}: sheets not read: ${leftOut.map(({ name }) => name).join(', ')}.`]
        : []),
      ...(read.length > 1 ? [`${file}: sheets read as one: ${names}.`] : []),
      ...(filled.length > 0
        ? [`${file}: merged cells count for each of their rows: ${filled.join(', ')}.`]
        : []),
    ],
  };
}
