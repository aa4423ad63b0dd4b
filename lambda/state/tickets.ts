import type { Caller } from '../auth/verify-token.ts';
import { quote, ToolError } from '../errors.ts';
import { type DynamoDB, everything, type Item } from './dynamodb.ts';
import { keys } from './table.ts';

export const priorities = ['low', 'medium', 'high', 'critical'] as const;
export const statuses = ['open', 'in_progress', 'resolved', 'closed'] as const;

export type Priority = (typeof priorities)[number];
export type Status = (typeof statuses)[number];

/** Where a ticket can go from each status (spec §4). */
export const moves: Readonly<Record<Status, readonly Status[]>> = {
  open: ['in_progress'],
  in_progress: ['resolved'],
  resolved: ['closed', 'in_progress'],
  closed: [],
};

/** A ticket as it is stored and as it goes over the wire; `created_by` and `assigned_to` are token subjects, times ISO. */
export interface Ticket {
  readonly ticket_id: string;
  readonly title: string;
  readonly body: string;
  readonly priority: Priority;
  readonly status: Status;
  readonly created_by: string;
  readonly assigned_to: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  /** 1 at first, one more with each change. */
  readonly version: number;
}

/** One change of status; `from` is null where the ticket began. */
export interface HistoryEntry {
  /** The ticket's version after the change. */
  readonly version: number;
  readonly from: Status | null;
  readonly to: Status;
  /** A token's subject, or `import`. */
  readonly by: string;
  readonly at: string;
  readonly note?: string;
}

/** Reads one ticket. One that the caller may not see is as absent as one that never was. */
export async function findTicket(
  db: DynamoDB,
  ticketId: string,
  caller: Caller,
): Promise<Ticket | undefined> {
  const ticket = await readTicket(db, ticketId);
  return ticket && maySee(caller, ticket) ? ticket : undefined;
}

/** Reads a ticket for whoever asks: the caller's right to see it must have been checked. */
export async function readTicket(db: DynamoDB, ticketId: string): Promise<Ticket | undefined> {
  if (!ticketIdPattern.test(ticketId)) return undefined;
  const item = await db.get(keys.ticket(ticketId));
  return item && ticketOf(item);
}

/** {@link findTicket} with all that happened to it, oldest first: one query, as the entries lie just before the ticket. */
export async function findTicketWithHistory(
  db: DynamoDB,
  ticketId: string,
  caller: Caller,
): Promise<{ ticket: Ticket; history: HistoryEntry[] } | undefined> {
  if (!ticketIdPattern.test(ticketId)) return undefined;
  const { pk, sk } = keys.ticket(ticketId);
  const items = await everything(db, { pk, between: [keys.ticketHistory(ticketId, 0).sk, sk] });
  const last = items.at(-1);
  if (last?.sk !== sk) return undefined;
  const ticket = ticketOf(last);
  const history = items.slice(0, -1).map((item) => withoutKeys(item) as unknown as HistoryEntry);
  return maySee(caller, ticket) ? { ticket, history } : undefined;
}

/** How many tickets there are in each status, everybody's. */
export async function countTickets(db: DynamoDB): Promise<Record<Status, number>> {
  const shards = await everything(db, { pk: keys.ticketCounts(0).pk });
  const counts = { open: 0, in_progress: 0, resolved: 0, closed: 0 };
  for (const shard of shards) {
    for (const status of statuses) counts[status] += Number(shard[status] ?? 0);
  }
  return counts;
}

/** The one answer for a ticket that does not exist and for one that the caller may not see. */
export function noSuchTicket(ticketId: string): ToolError {
  return new ToolError(
    'NOT_FOUND',
    `There is no ticket ${quote(ticketId)}.`,
    'Call list_tickets to see the tickets there are.',
  );
}

/** What a ticket's id looks like; each number has one spelling only, so that no two ids share a place in a list. */
export const ticketIdPattern = /^TKT-(?:\d{3}|[1-9]\d{3,11})$/;

export function ticketIdOf(number: number): string {
  return `TKT-${String(number).padStart(3, '0')}`;
}

export function ticketNumberOf(ticketId: string): number {
  return Number(ticketId.slice('TKT-'.length));
}

export function ticketOf(item: Item): Ticket {
  return withoutKeys(item) as unknown as Ticket;
}

/** What is left of an item without the attributes that only the table and its index need. */
export function withoutKeys({ pk, sk, gsi1pk, gsi1sk, ...rest }: Item): Item {
  return rest;
}

function maySee({ subject, scopes }: Caller, ticket: Ticket): boolean {
  return scopes.has('admin') || subject === ticket.created_by || subject === ticket.assigned_to;
}
