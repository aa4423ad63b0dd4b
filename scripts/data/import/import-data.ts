import type { DynamoDB } from '../../../lambda/dynamodb/client.ts';
import type { ImportDiff } from '../../../lambda/dynamodb/compare-rows.ts';
import { importItems } from '../../../lambda/inventory/import-items.ts';
import { importPolicies } from '../../../lambda/policies/import-policies.ts';
import { importTickets } from './import-tickets.ts';
import { readInventoryFile } from './parse/read-inventory.ts';
import { readPoliciesFolder } from './parse/read-policies.ts';
import { readTicketsFile } from './parse/read-tickets.ts';
import type { FileContent, RowError } from './parse/row-error.ts';

/** Paths: a CSV file, a folder of Markdown files, a JSON Lines file. */
export interface ImportSources {
  readonly inventory?: string | undefined;
  readonly policies?: string | undefined;
  readonly tickets?: string | undefined;
}

export type Kind = keyof ImportSources;

export interface KindReport extends ImportDiff {
  /** The rows that were left out; all others were imported. */
  readonly errors: readonly RowError[];
  readonly notes: readonly string[];
}

/** Has the kinds that there was a source for. */
export type ImportReport = Readonly<Partial<Record<Kind, KindReport>>>;

export interface Progress {
  readonly kind: Kind;
  readonly done: number;
  readonly total: number;
}

/**
 * Brings files into the table; again with the same files, it changes nothing. Throws UnusableFile, before anything is
 * written, when one of them can't be read at all. A dry run writes nothing and reports what the import would do.
 */
export async function importData(
  db: DynamoDB,
  sources: ImportSources,
  {
    dryRun = false,
    onProgress = () => {},
  }: { dryRun?: boolean; onProgress?: (progress: Progress) => void } = {},
): Promise<ImportReport> {
  const table = dryRun ? withoutWrites(db) : db;
  const inventory = sources.inventory === undefined ? undefined : await readInventoryFile(sources.inventory);
  const policies = sources.policies === undefined ? undefined : await readPoliciesFolder(sources.policies);
  const tickets = sources.tickets === undefined ? undefined : await readTicketsFile(sources.tickets);

  function progressOf(kind: Kind, { rows }: FileContent<unknown>) {
    return (done: number) => onProgress({ kind, done, total: rows.length });
  }
  const report: { -readonly [kind in Kind]?: KindReport } = {};
  if (inventory) {
    const changes = await importItems(table, valuesOf(inventory), progressOf('inventory', inventory));
    report.inventory = { ...changes, errors: inventory.errors, notes: inventory.notes };
  }
  if (policies) {
    const changes = await importPolicies(table, valuesOf(policies), progressOf('policies', policies));
    report.policies = { ...changes, errors: policies.errors, notes: policies.notes };
  }
  if (tickets) {
    const options = { dryRun, onProgress: progressOf('tickets', tickets) };
    const changes = await importTickets(table, tickets.rows, options);
    report.tickets = { ...changes, errors: [...tickets.errors, ...changes.errors], notes: tickets.notes };
  }
  return report;
}

/** The import itself then says what it would do. */
function withoutWrites(db: DynamoDB): DynamoDB {
  return { ...db, update: async () => ({}), transact: async () => {} };
}

function valuesOf<Row>({ rows }: FileContent<Row>): Row[] {
  return rows.map(({ value }) => value);
}
