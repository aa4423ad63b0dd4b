import type { Caller } from '../auth/caller.ts';
import type { DynamoDB } from '../dynamodb/client.ts';
import type { Expression, Item } from '../dynamodb/command-inputs.ts';
import { indexKeys, keys, type ListPartition } from '../dynamodb/table-schema.ts';
import { listPartitionFor } from './access.ts';
import { type Priority, type Status, type Ticket, withoutKeys } from './ticket.ts';

/** A ticket without its body, as lists show it. */
export type TicketSummary = Omit<Ticket, 'body'>;

export interface Listing {
  readonly status?: Status;
  readonly priority?: Priority;
  /** A person as tickets name them. */
  readonly assignedTo?: string;
  readonly limit: number;
  /** The `next` of the page before this one. */
  readonly before?: string;
}

export interface TicketPage {
  readonly tickets: readonly TicketSummary[];
  /** Absent on the last page. */
  readonly next?: string;
}

/** Bounds a call with a filter: at most this many queries of this many tickets. */
const maxQueries = 5;
const examinedPerQuery = 1_000;

/**
 * Lists the tickets that the caller may see, newest first; new tickets do not shift the pages. A page can be short or
 * empty and still have a `next`, when one call cannot search all tickets.
 */
export async function listTickets(db: DynamoDB, caller: Caller, listing: Listing): Promise<TicketPage> {
  const filter = filterOf(listing);
  const found: Item[] = [];
  let before = listing.before;

  for (let queries = 0; queries < maxQueries; queries += 1) {
    const page = await db.query({
      ...listOf(listPartitionFor(caller, listing.assignedTo), listing.status),
      newestFirst: true,
      // One more than requested shows whether there is another page.
      limit: filter ? examinedPerQuery : listing.limit + 1,
      ...(before !== undefined && { before }),
      ...(filter && { filter }),
    });
    found.push(...page.items);
    if (found.length > listing.limit) return fullPage(found.slice(0, listing.limit));
    if (!page.next) return { tickets: found.map(summaryOf) };
    before = positionOf(page.next);
  }
  return { tickets: found.map(summaryOf), next: before! };
}

/** Without a status the list itself, read consistently; with a status the index, which can lag behind. */
function listOf(reader: ListPartition, status: Status | undefined) {
  return status === undefined
    ? { pk: keys.ticketListing(reader, 0).pk }
    : { pk: indexKeys.ticketListing(reader, status, 0).gsi1pk, index: true };
}

function filterOf({ priority, assignedTo }: Listing): Expression | undefined {
  const conditions = Object.entries({ priority, assigned_to: assignedTo }).filter(
    ([, value]) => value !== undefined,
  );
  if (conditions.length === 0) return undefined;
  return {
    condition: conditions.map(([name]) => `#${name} = :${name}`).join(' AND '),
    names: Object.fromEntries(conditions.map(([name]) => [`#${name}`, name])),
    values: Object.fromEntries(conditions.map(([name, value]) => [`:${name}`, value])),
  };
}

function fullPage(items: readonly Item[]): TicketPage {
  return { tickets: items.map(summaryOf), next: positionOf(items.at(-1)!) };
}

/** Lists and index order tickets by the same number. */
function positionOf(item: Item): string {
  return String(item.sk);
}

function summaryOf(item: Item): TicketSummary {
  return withoutKeys(item) as unknown as TicketSummary;
}
