import type { DynamoDB } from '../dynamodb/client.ts';
import type { Item, Query } from '../dynamodb/command-inputs.ts';
import { indexKeys } from '../dynamodb/table-schema.ts';
import { type Status, withoutKeys } from './ticket.ts';
import type { TicketSummary } from './ticket-listing.ts';

export interface TicketSample {
  readonly tickets: readonly TicketSummary[];
  /** False when there were more than one report may read. */
  readonly complete: boolean;
}

/** The tickets that are open or in progress, by the index; of too many, those filed first, which are due first. */
export async function readUnfinished(db: DynamoDB): Promise<TicketSample> {
  const [open, inProgress] = await Promise.all([inStatus(db, 'open'), inStatus(db, 'in_progress')]);
  return {
    tickets: [...open.tickets, ...inProgress.tickets],
    complete: open.complete && inProgress.complete,
  };
}

function inStatus(db: DynamoDB, status: Status): Promise<TicketSample> {
  return readSample(db, { pk: indexKeys.ticketListing('ALL', status, 0).gsi1pk, index: true });
}

const maxQueries = 5;
const ticketsPerQuery = 1_000;

/** As many of a list as five queries bring. */
export async function readSample(db: DynamoDB, list: Query): Promise<TicketSample> {
  const items: Item[] = [];
  let startAfter: Item | undefined;
  for (let queries = 0; queries < maxQueries; queries += 1) {
    const page = await db.query({ ...list, limit: ticketsPerQuery, startAfter });
    items.push(...page.items);
    startAfter = page.next;
    if (!startAfter) break;
  }
  const tickets = items.map((item) => withoutKeys(item) as unknown as TicketSummary);
  return { tickets, complete: !startAfter };
}
