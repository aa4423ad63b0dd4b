import type { Caller } from '../auth/caller.ts';
import { type DynamoDB, queryAll } from '../dynamodb/client.ts';
import { keys } from '../dynamodb/table-schema.ts';
import { ToolError } from '../errors/tool-error.ts';
import { quote } from '../redaction/quote-input.ts';
import { messages } from '../text/messages.ts';
import { canRead } from './access.ts';
import { type HistoryEntry, type Ticket, ticketIdPattern, ticketOf, withoutKeys } from './ticket.ts';

/** Reads one ticket; undefined also when the caller may not see it. */
export async function findTicket(
  db: DynamoDB,
  ticketId: string,
  caller: Caller,
): Promise<Ticket | undefined> {
  const ticket = await readTicket(db, ticketId);
  return ticket && canRead(caller, ticket) ? ticket : undefined;
}

/** Reads a ticket without a check of rights: the caller's right to see it must have been checked. */
export async function readTicket(db: DynamoDB, ticketId: string): Promise<Ticket | undefined> {
  if (!ticketIdPattern.test(ticketId)) return undefined;
  const item = await db.get(keys.ticket(ticketId));
  return item && ticketOf(item);
}

/** {@link findTicket} with its history, oldest first: one query, as the entries have sort keys just before the ticket's. */
export async function findTicketWithHistory(
  db: DynamoDB,
  ticketId: string,
  caller: Caller,
): Promise<{ ticket: Ticket; history: HistoryEntry[] } | undefined> {
  if (!ticketIdPattern.test(ticketId)) return undefined;
  const { pk, sk } = keys.ticket(ticketId);
  const items = await queryAll(db, { pk, between: [keys.ticketHistory(ticketId, 0).sk, sk] });
  const last = items.at(-1);
  if (last?.sk !== sk) return undefined;
  const ticket = ticketOf(last);
  const history = items.slice(0, -1).map((item) => withoutKeys(item) as unknown as HistoryEntry);
  return canRead(caller, ticket) ? { ticket, history } : undefined;
}

/** The one answer for a ticket that does not exist and for one that the caller may not see. */
export function noSuchTicket(ticketId: string): ToolError {
  return new ToolError('NOT_FOUND', messages.noSuchTicket(quote(ticketId)), messages.listTickets);
}
