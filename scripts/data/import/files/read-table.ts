import type { Kind } from '../../../../lambda/import/column-names.ts';
import { readRecords } from '../../../../lambda/import/csv-records.ts';
import { readInventoryRows } from '../../../../lambda/import/inventory-rows.ts';
import type { Mapping } from '../../../../lambda/import/mapping.ts';
import type { FileContent } from '../../../../lambda/import/row-error.ts';
import { headerScore } from '../../../../lambda/import/table-header.ts';
import type { SourceTable } from '../../../../lambda/import/table-record.ts';
import {
  readTicketTable,
  readTicketText,
  type TicketOptions,
} from '../../../../lambda/import/ticket-rows.ts';
import type { ItemRow } from '../../../../lambda/inventory/import-items.ts';
import type { TicketRow } from '../../../../lambda/tickets/import-ticket.ts';
import { isZip, readBytes, textOf } from './read-text.ts';
import { chooseSheet, readSheets } from './read-workbook.ts';

/** Reads a spreadsheet of stock, .xlsx or as text. Throws UnusableFile when it has no header with our columns. */
export async function readInventoryFile(file: string, mapping: Mapping = {}): Promise<FileContent<ItemRow>> {
  const { table, notes } = await readTable(file, 'inventory', mapping);
  const content = readInventoryRows(table, mapping);
  return { ...content, notes: [...notes, ...content.notes] };
}

/** Reads tickets from JSON Lines or a spreadsheet. Throws UnusableFile when it is neither. */
export async function readTicketsFile(
  file: string,
  options: TicketOptions = {},
): Promise<FileContent<TicketRow>> {
  const bytes = await readBytes(file);
  if (isZip(bytes)) {
    const { table, notes } = await tableOf(file, bytes, 'tickets', options.mapping);
    const content = readTicketTable(table, options);
    return { ...content, notes: [...notes, ...content.notes] };
  }
  const { text, notes } = textOf(file, bytes);
  const content = readTicketText(file, text, options);
  return { ...content, notes: [...notes, ...content.notes] };
}

/** The cells of a spreadsheet; of a workbook, those of the sheet that the map names or that has the best header. */
export async function readTable(file: string, kind: Kind, mapping: Mapping = {}) {
  return tableOf(file, await readBytes(file), kind, mapping);
}

async function tableOf(
  file: string,
  bytes: Buffer,
  kind: Kind,
  mapping: Mapping = {},
): Promise<{ table: SourceTable; notes: string[] }> {
  if (!isZip(bytes)) {
    const { text, notes } = textOf(file, bytes);
    return { table: { file, records: readRecords(text) }, notes };
  }
  const sheets = await readSheets(file, bytes);
  const score = ({ records }: (typeof sheets)[number]) => headerScore(records, kind, mapping);
  const { table, leftOut, merged } = chooseSheet(file, sheets, mapping.sheet, score);
  const notes = [
    ...(leftOut.length > 0 ? [`${file}: sheets not read: ${leftOut.join(', ')}.`] : []),
    ...(merged.length > 0
      ? [`${file}: merged cells count for each of their rows: ${merged.join(', ')}.`]
      : []),
  ];
  return { table, notes };
}
