import { recognizeName } from './column-names.ts';
import type { Mapping } from './mapping.ts';
import type { RowError } from './row-error.ts';
import { headerScore, readHeader } from './table-header.ts';
import type { SourceTable, TableRecord } from './table-record.ts';

/** The minimum number of known columns of an inventory table: name, quantity and one more. */
const leastColumns = 3;
const longestName = 20;

/**
 * Splits tables that follow each other, each with its own header after a blank line or a title. A table with another
 * kind of header is an error, because its rows would be read with the wrong columns.
 */
export function splitTables(
  { file, records, sheet }: SourceTable,
  mapping: Mapping,
): { tables: SourceTable[]; errors: RowError[] } {
  const { at, header = [], rows } = readHeader(records, { kind: 'inventory', mapping });
  const fieldOf = (name: string) => recognizeName('inventory', name)?.field;
  const quantity = header.findIndex((name) => fieldOf(name) === 'quantity');
  const isOtherHeader = ({ fields = [] }: TableRecord, index: number) => {
    const filled = fields.filter(Boolean);
    const areNames =
      filled.length > 2 && filled.every((cell) => !/\d/.test(cell) && cell.length <= longestName);
    if (!areNames || fields.every((cell, column) => cell === (header[column] ?? ''))) return false;
    const known = filled.filter((cell) => fieldOf(cell)).length;
    return known > 1 || (Boolean(fields[quantity]) && isApart(records, index));
  };
  const starts = records.flatMap((record, index) =>
    index >= at + rows && isOtherHeader(record, index) ? [index] : [],
  );
  // The line before a header may be the title of its table.
  const cuts = starts.map((index) => (isTitle(records[index - 1]!) ? index - 1 : index));
  const parts = [0, ...cuts].map((from, part) => records.slice(from, cuts[part]));
  const [first, ...others] = parts.map((part) => ({ file, records: part, sheet }));
  const isStock = (table: SourceTable) => headerScore(table.records, 'inventory', mapping) >= leastColumns;
  return {
    tables: [first!, ...others.filter(isStock)],
    errors: others.flatMap((table) => (isStock(table) ? [] : [unreadTable(table)])),
  };
}

function isApart(records: readonly TableRecord[], index: number): boolean {
  const before = records[index - 1]!;
  return isTitle(before) || records[index]!.line > before.line + 1;
}

function isTitle({ fields = [] }: TableRecord): boolean {
  return fields.filter(Boolean).length === 1;
}

export function unreadTable({ file, records }: SourceTable): RowError {
  const header = records.find((record) => !isTitle(record)) ?? records[0]!;
  const names = (header.fields ?? []).filter(Boolean).join(', ');
  return {
    file,
    line: header.line,
    found: `another table with the columns ${names}`,
    expected: `one table of stock; the lines ${records[0]!.line} to ${records.at(-1)!.line} were left out`,
  };
}
