import type { DynamoDB } from '../../../lambda/dynamodb/client.ts';
import type { ImportDiff } from '../../../lambda/dynamodb/compare-rows.ts';
import type { Kind } from '../../../lambda/import/column-names.ts';
import { importTickets } from '../../../lambda/import/import-tickets.ts';
import type { Mappings } from '../../../lambda/import/mapping.ts';
import type { FileContent, RowError } from '../../../lambda/import/row-error.ts';
import { withoutWrites } from '../../../lambda/import/without-writes.ts';
import { importItems } from '../../../lambda/inventory/import-items.ts';
import { storeInventorySnapshot } from '../../../lambda/inventory/search/store-inventory-snapshot.ts';
import { importPolicies } from '../../../lambda/policies/import-policies.ts';
import { storePolicySnapshot } from '../../../lambda/policies/search/policy-snapshot.ts';
import { readPoliciesFolder } from './files/read-policies.ts';
import { readInventoryFile, readTicketsFile } from './files/read-table.ts';

/** Paths of a stock spreadsheet, a folder of Markdown files, and a spreadsheet or JSON Lines of tickets. */
export type ImportSources = Readonly<Partial<Record<Kind, string | undefined>>>;

export interface KindReport extends ImportDiff {
  /** The rows that were skipped; all others were imported. */
  readonly errors: readonly RowError[];
  readonly notes: readonly string[];
}

/** Contains only the kinds that had a source. */
export type ImportReport = Readonly<Partial<Record<Kind, KindReport>>>;

export interface Progress {
  readonly kind: Kind;
  readonly done: number;
  readonly total: number;
}

export interface ImportOptions {
  readonly dryRun?: boolean;
  /** Deletes items and policies that are no longer in their files; never tickets. */
  readonly deleteMissing?: boolean;
  readonly mappings?: Mappings;
  readonly createdBy?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Imports files into the table; repeating it with the same files changes nothing. Throws UnusableFile before the first
 * write if a file cannot be read; a dry run only reports the changes.
 */
export async function importData(
  db: DynamoDB,
  sources: ImportSources,
  {
    dryRun = false,
    deleteMissing = false,
    mappings = {},
    onProgress = () => {},
    ...options
  }: ImportOptions = {},
): Promise<ImportReport> {
  const table = dryRun ? withoutWrites(db) : db;
  const ticketOptions = { ...options, ...(mappings.tickets && { mapping: mappings.tickets }) };
  const inventory =
    sources.inventory === undefined
      ? undefined
      : await readInventoryFile(sources.inventory, mappings.inventory);
  const policies =
    sources.policies === undefined
      ? undefined
      : await readPoliciesFolder(sources.policies, mappings.policies);
  const tickets =
    sources.tickets === undefined ? undefined : await readTicketsFile(sources.tickets, ticketOptions);

  function progressOf(kind: Kind, { rows }: FileContent<unknown>) {
    return (done: number) => onProgress({ kind, done, total: rows.length });
  }
  const report: { -readonly [kind in Kind]?: KindReport } = {};
  if (inventory) {
    const removal = removalOf(inventory, deleteMissing);
    const diff = await importItems(table, valuesOf(inventory), progressOf('inventory', inventory), removal);
    await storeInventorySnapshot(table);
    report.inventory = { ...diff, errors: inventory.errors, notes: [...inventory.notes, ...removal.notes] };
  }
  if (policies) {
    const removal = removalOf(policies, deleteMissing);
    const diff = await importPolicies(table, valuesOf(policies), progressOf('policies', policies), removal);
    await storePolicySnapshot(table);
    report.policies = { ...diff, errors: policies.errors, notes: [...policies.notes, ...removal.notes] };
  }
  if (tickets) {
    const diff = await importTickets(table, tickets.rows, {
      dryRun,
      onProgress: progressOf('tickets', tickets),
    });
    const notes = deleteMissing ? ['Tickets that the file lacks stay: tickets are never removed.'] : [];
    report.tickets = {
      ...diff,
      errors: [...tickets.errors, ...diff.errors],
      notes: [...tickets.notes, ...notes],
    };
  }
  return report;
}

/** An unreadable row may belong to an existing record, so nothing counts as missing then. */
function removalOf({ rows, errors }: FileContent<unknown>, requested: boolean) {
  if (!requested) return { deleteMissing: false, notes: [] };
  if (errors.length > 0)
    return { deleteMissing: false, notes: ['Nothing was removed, since there are bad rows.'] };
  return rows.length > 0
    ? { deleteMissing: true, notes: [] }
    : { deleteMissing: false, notes: ['Nothing was removed, since the file has no rows.'] };
}

function valuesOf<Row>({ rows }: FileContent<Row>): Row[] {
  return rows.map(({ value }) => value);
}
