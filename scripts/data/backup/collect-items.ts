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
  /** How many were changed to fit the others, because people worked on while the table was read. */
  readonly fitted: number;
}

/** Every item of a table that may be in use, such that a server can go on from them. All of them are held in memory. */
export async function collectItems(table: OperatorTable): Promise<Collected> {
  const items = await readUndisturbedByImport(table);
  await completeTickets(table, items);
  return { items, fitted: reconcileSnapshot(items) };
}

/** An import writes many items that belong together, and at last the version of the data: with it, all are read again. */
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

/** The version lies beside the synonyms and the mark of the sample data, which do not change without it. */
async function dataVersion(table: OperatorTable): Promise<string> {
  return JSON.stringify(await readPartition(table, keys.dataVersion().pk));
}

/** A ticket that was moved just while its items were read is read again, until its history reaches to its version. */
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
