import { join } from 'node:path';
import type { DynamoDB } from '../../../lambda/dynamodb/client.ts';
import { deleteItems } from '../../../lambda/inventory/import-items.ts';
import { storeInventorySnapshot } from '../../../lambda/inventory/search/store-inventory-snapshot.ts';
import { deletePolicies } from '../../../lambda/policies/delete-policies.ts';
import { storePolicySnapshot } from '../../../lambda/policies/search/policy-snapshot.ts';
import { deleteTicket } from '../../../lambda/tickets/delete-ticket.ts';
import { say } from '../../cli.ts';
import { readPoliciesFolder } from './files/read-policies.ts';
import { readInventoryFile, readTicketsFile } from './files/read-table.ts';
import { importData } from './import-data.ts';

const folder = join(import.meta.dirname, '../sample-data');

export const sampleSources = {
  inventory: join(folder, 'inventory.csv'),
  policies: join(folder, 'policies'),
  tickets: join(folder, 'tickets.jsonl'),
} as const;

/** The sample data in a table. */
export interface FoundSample {
  readonly inventory: readonly string[];
  readonly policies: readonly string[];
  readonly tickets: readonly string[];
  /** Ids of the sample that now belong to other records. */
  readonly replaced: readonly string[];
}

/** A record is still sample data if importing the sample again would leave it unchanged. */
export async function findSample(db: DynamoDB): Promise<FoundSample> {
  const report = await importData(db, sampleSources, { dryRun: true });
  const replaced: string[] = [];
  const unchanged = (kind: keyof typeof sampleSources, ids: readonly string[]) => {
    const { created, changed, errors } = report[kind]!;
    const others = new Set(changed.map(({ id }) => id));
    // Another ticket has taken the id of a sample ticket.
    for (const { line } of errors) others.add(ids[line - 1]!);
    replaced.push(...others);
    return ids.filter((id) => !created.includes(id) && !others.has(id));
  };
  const [inventory, policies, tickets] = await Promise.all([
    readInventoryFile(sampleSources.inventory),
    readPoliciesFolder(sampleSources.policies),
    readTicketsFile(sampleSources.tickets),
  ]);
  return {
    inventory: unchanged(
      'inventory',
      inventory.rows.map(({ value }) => value.item_id),
    ),
    policies: unchanged(
      'policies',
      policies.rows.map(({ value }) => value.doc_id),
    ),
    tickets: unchanged(
      'tickets',
      tickets.rows.map(({ value }) => value.ticket_id),
    ),
    replaced,
  };
}

/** Removes only records that are still sample data. */
export async function removeSample(db: DynamoDB): Promise<FoundSample> {
  const found = await findSample(db);
  await deleteItems(db, found.inventory);
  await storeInventorySnapshot(db);
  await deletePolicies(db, found.policies);
  await storePolicySnapshot(db);
  for (const id of found.tickets) await deleteTicket(db, id);
  return found;
}

/** `35 items, 10 policies and 5 tickets`; undefined if there are none. */
export function describeSample({ inventory, policies, tickets }: FoundSample): string | undefined {
  if (inventory.length + policies.length + tickets.length === 0) return undefined;
  return say(
    `${inventory.length} items, ${policies.length} policies and ${tickets.length} tickets`,
    `재고 ${inventory.length}개, 규정 ${policies.length}개, 티켓 ${tickets.length}개`,
  );
}
