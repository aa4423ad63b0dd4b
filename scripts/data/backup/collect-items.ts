import { setTimeout } from 'node:timers/promises';
import { marshall } from '@aws-sdk/util-dynamodb';
import { keys } from '../../../lambda/dynamodb/table-schema.ts';
import type { OperatorTable } from './open-client.ts';
import { readPartition, readTable } from './read-table.ts';
import { type Items, reconcileSnapshot, ticketsIn } from './reconcile-snapshot.ts';
import { keyOf } from './stored-item.ts';

const maxTries = 10;

export interface Collected {
  readonly items: Items;
  /** Number of items that were adjusted because the table changed while it was read. */
  readonly fitted: number;
}

/** A consistent copy of every item of a table that may be in use. All items are held in memory. */
export async function collectItems(table: OperatorTable): Promise<Collected> {
  const items = await readUndisturbedByImport(table);
  await completeTickets(table, items);
  return { items, fitted: reconcileSnapshot(items) };
}

/**
 * An import writes many related items, and last the version of the data. If the version changes during the read, all
 * items are read again.
 */
async function readUndisturbedByImport(table: OperatorTable): Promise<Items> {
  for (let tries = 1; tries <= maxTries; tries += 1) {
    const before = await dataVersion(table);
    const items: Items = new Map();
    for await (const item of readTable(table)) items.set(keyOf(item), item);
    if (before === (await dataVersion(table))) return items;
  }
  throw new Error(
    'Inventory or policies are being imported all the time. Try again when the import is through.',
  );
}

/** The version is stored with the synonyms and the mark of the sample data, which change only together with it. */
async function dataVersion(table: OperatorTable): Promise<string> {
  return JSON.stringify(await readPartition(table, keys.dataVersion().pk));
}

/** Reads a ticket again if it changed while its items were read, until its history matches its version. */
async function completeTickets(table: OperatorTable, items: Items): Promise<void> {
  for (const { ticket_id } of ticketsIn(items).values()) {
    for (let tries = 1; !isComplete(items, ticket_id); tries += 1) {
      if (tries > maxTries)
        throw new Error(`${ticket_id} is changed faster than it can be read. Try again later.`);
      await setTimeout(20 * tries);
      for (const item of await readPartition(table, keys.ticket(ticket_id).pk)) items.set(keyOf(item), item);
    }
  }
}

function isComplete(items: Items, ticketId: string): boolean {
  const version = Number(items.get(keyOf(marshall(keys.ticket(ticketId))))?.version?.N);
  return [keys.ticketHistory(ticketId, version), keys.ticketAudit(ticketId, version)].every((key) =>
    items.has(keyOf(marshall(key))),
  );
}
