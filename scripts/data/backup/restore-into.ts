import type { Backup } from './backup-file.ts';
import type { OperatorTable } from './open-client.ts';
import { isEmpty, readTable } from './read-table.ts';
import { contentHash, keyOf, lineOf, type StoredItem } from './stored-item.ts';
import { deleteItems, writeTable } from './write-table.ts';

/**
 * Writes a backup into an empty table and reads all items back; throws if anything differs. With `replace`, items that
 * are not in the backup are deleted, and no other process may write to the table during that time.
 */
export async function restoreInto(
  table: OperatorTable,
  { heading, items }: Backup,
  { replace = false }: { readonly replace?: boolean } = {},
): Promise<void> {
  if (replace) await deleteOthers(table, items);
  else if (!(await isEmpty(table))) {
    throw new Error(
      `${table.where} is not empty: restore into a new table, or with --replace, which deletes what is there.`,
    );
  }
  await writeTable(table, items);

  const lines: string[] = [];
  for await (const item of readTable(table)) lines.push(lineOf(item));
  if (contentHash(lines) === heading.sha256) return;
  throw new Error(
    `${table.where} has ${lines.length} items, and not the same as the backup's ${heading.items}. Did another process ` +
      'write to it meanwhile? Restore again, into another new table or with --replace.',
  );
}

async function deleteOthers(table: OperatorTable, restored: readonly StoredItem[]): Promise<void> {
  const keep = new Set(restored.map(keyOf));
  const others: StoredItem[] = [];
  for await (const item of readTable(table)) if (!keep.has(keyOf(item))) others.push(item);
  await deleteItems(table, others);
}
