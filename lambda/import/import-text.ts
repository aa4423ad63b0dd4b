import type { DynamoDB } from '../dynamodb/client.ts';
import type { ImportDiff } from '../dynamodb/compare-rows.ts';
import { importItems } from '../inventory/import-items.ts';
import { storeInventorySnapshot } from '../inventory/inventory-snapshot.ts';
import { importPolicies } from '../policies/import-policies.ts';
import { readPolicies } from '../policies/policy.ts';
import { storePolicyIndex } from '../policies/search/index-snapshot.ts';
import { readRecords } from './csv-records.ts';
import { readInventoryRows } from './inventory-rows.ts';
import { readPlainFrontMatter } from './plain-front-matter.ts';
import { readPolicyText } from './policy-text.ts';
import { describeRowError } from './row-error.ts';
import { withoutWrites } from './without-writes.ts';

export interface ImportedText extends ImportDiff {
  /** The rows that were left out, and what was understood in another way than it is written; in sentences. */
  readonly errors: readonly string[];
  readonly notes: readonly string[];
}

/** Imports the text of one file; a dry run writes nothing. Throws UnusableFile when no row of it can be read. */
export async function importText(
  db: DynamoDB,
  { kind, name, text }: { kind: 'inventory' | 'policy'; name: string; text: string },
  {
    dryRun,
    onProgress = () => undefined,
  }: { dryRun: boolean; onProgress?: (done: number, of: number) => void },
): Promise<ImportedText> {
  const table = dryRun ? withoutWrites(db) : db;
  const lines = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  if (kind === 'inventory') {
    const { rows, errors, notes } = readInventoryRows({ file: name, records: readRecords(lines) });
    const diff = await importItems(
      table,
      rows.map(({ value }) => value),
      (done) => onProgress(done, rows.length),
    );
    await storeInventorySnapshot(table);
    return { ...diff, notes, errors: errors.map(describeRowError) };
  }
  const markdown = readPlainFrontMatter(lines, name);
  const nothing = { created: [], changed: [], removed: [], unchanged: 0 };
  if ('found' in markdown) return { ...nothing, notes: [], errors: [describeRowError(markdown)] };
  const title = name.replace(/\.\w+$/, '');
  const byName = { title, doc_id: title.toLowerCase() };
  const { row, errors, notes } = readPolicyText({ file: name, markdown, byName });
  const diff = row ? await importPolicies(table, [row.value]) : nothing;
  if (row) await storePolicyIndex(table, await readPolicies(table));
  return { ...diff, notes, errors: errors.map(describeRowError) };
}
