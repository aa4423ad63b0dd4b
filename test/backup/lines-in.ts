import type { OperatorTable } from '../../scripts/data/backup/open-client.ts';
import { readTable } from '../../scripts/data/backup/read-table.ts';
import { lineOf } from '../../scripts/data/backup/stored-item.ts';

/** All of a table, one item per line, in a fixed order. */
export async function linesIn(table: OperatorTable): Promise<string[]> {
  const lines: string[] = [];
  for await (const item of readTable(table)) lines.push(lineOf(item));
  return lines.sort();
}
