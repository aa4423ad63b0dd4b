import type { Backup } from './backup-file.ts';
import type { OperatorTable } from './open-client.ts';
import { isEmpty, readTable } from './read-table.ts';
import { contentHash, lineOf } from './stored-item.ts';
import { writeTable } from './write-table.ts';

/** Writes a backup into a table with nothing in it, and reads all of it back; throws when anything differs. */
export async function restoreInto(table: OperatorTable, { heading, items }: Backup): Promise<void> {
  if (!(await isEmpty(table))) {
    throw new Error(
      `${table.where} is not empty: a backup goes into a new table, so that nothing in use is overwritten.`,
    );
  }
  await writeTable(table, items);

  const lines: string[] = [];
  for await (const item of readTable(table)) lines.push(lineOf(item));
  if (contentHash(lines) === heading.sha256) return;
  throw new Error(
    `${table.where} has ${lines.length} items, and not the same as the backup's ${heading.items}. Did somebody else ` +
      'write to it, or was it stopped? Restore into another new table.',
  );
}
