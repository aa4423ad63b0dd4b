import readWorkbook, { type CellValue, type SheetData } from 'read-excel-file/node';
import { UnusableFile } from '../../../../lambda/import/row-error.ts';
import type { TableRecord } from '../../../../lambda/import/table-record.ts';
import { type MergedCells, readMergedCells } from './merged-cells.ts';

export interface Sheet {
  readonly name: string;
  readonly records: readonly TableRecord[];
  /** Merged cells whose text was copied to each of their rows. */
  readonly filled: readonly string[];
}

/** Reads every sheet of an .xlsx workbook, each cell as the text that a CSV export would contain. */
export async function readSheets(file: string, bytes: Buffer): Promise<Sheet[]> {
  const sheets = await readWorkbook(bytes).catch((error: Error) => {
    throw new UnusableFile(
      file,
      `a workbook that can't be opened (${error.message})`,
      'an .xlsx file of Excel',
    );
  });
  const merged = readMergedCells(bytes);
  return sheets.map(({ sheet, data }) => {
    const filled = fillMerged(data, merged.get(sheet) ?? []);
    return { name: sheet, records: data.map(recordOf).filter(isNotBlank), filled };
  });
}

/** The sheet that the map names, or else the one with the best header by `score`, and the other sheets with cells. */
export function chooseSheet(
  file: string,
  sheets: readonly Sheet[],
  named: string | undefined,
  score: (sheet: Sheet) => number,
): { chosen: Sheet; others: Sheet[] } {
  const filled = sheets.filter(({ records }) => records.length > 0);
  const best = [...filled].sort((a, b) => score(b) - score(a))[0];
  const chosen = named === undefined ? best : filled.find(({ name }) => name === named);
  if (!chosen) {
    const found =
      filled.length === 0 ? 'an empty workbook' : `the sheets ${filled.map(({ name }) => name).join(', ')}`;
    throw new UnusableFile(
      file,
      found,
      named === undefined ? 'a sheet with rows' : `the sheet ${named} of the map`,
    );
  }
  return { chosen, others: filled.filter((sheet) => sheet !== chosen) };
}

/** Only texts and dates: a number over several rows may be their sum. */
function fillMerged(data: SheetData, merged: readonly MergedCells[]): string[] {
  return merged.flatMap(({ name, rows: [top, bottom], columns: [left, right] }) => {
    const value = data[top]?.[left];
    if (value === null || value === undefined || typeof value === 'number') return [];
    for (const row of data.slice(top, bottom + 1))
      for (let at = left; at <= right; at += 1) row[at] ??= value;
    return [name];
  });
}

function recordOf(cells: readonly (CellValue | null)[], index: number): TableRecord {
  return { line: index + 1, fields: cells.map(textOf) };
}

function isNotBlank({ fields }: TableRecord): boolean {
  return fields!.some((field) => field !== '');
}

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return dateText(cell);
  // Excel computes with 15 digits; the rest is floating-point noise such as 0.1 + 0.2.
  if (typeof cell === 'number') return String(Number(cell.toPrecision(15)));
  return String(cell).replace(/\r\n?/g, '\n').trim();
}

/** Excel has no time zones: the Date's UTC value is what Excel shows. */
function dateText(date: Date): string {
  // Excel stores times as fractions of a day, some of which are a millisecond off.
  const iso = new Date(Math.round(date.getTime() / 1_000) * 1_000).toISOString();
  const [day, time] = [iso.slice(0, 10), iso.slice(11, 19)];
  return time === '00:00:00' ? day : `${day} ${time}`;
}
