import type { OperatorTable } from '../../scripts/backup/open-client.ts';
import { readTable } from '../../scripts/backup/read-table.ts';
import { lineOf } from '../../scripts/backup/stored-item.ts';

/** All of a table, an item a line, in a fixed order. */
export async function linesIn(table: OperatorTable): Promise<string[]> {
  const lines: string[] = [];
  for await (const item of readTable(table)) lines.push(lineOf(item));
  return lines.sort();
}
