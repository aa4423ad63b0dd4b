import type { Caller } from '../auth/caller.ts';
import type { DynamoDB } from '../dynamodb/client.ts';
import { TransactionCanceled } from '../dynamodb/errors.ts';
import { retryTransaction } from '../dynamodb/retry-transaction.ts';
import { ToolError } from '../errors/tool-error.ts';
import { messages } from '../text/messages.ts';
import { findTicket, noSuchTicket } from './find-ticket.ts';
import { type Status, type Ticket, ticketOf, transitions } from './ticket.ts';
import { ticketWrites, unchangedSince } from './ticket-writes.ts';

export interface StatusTransition {
  readonly status: Status;
  readonly note?: string;
  /** Rejects the transition when the ticket is no longer at this version. */
  readonly expectedVersion?: number;
}

/**
 * Changes a ticket's status. Throws NOT_FOUND, also when the caller may not see the ticket, and CONFLICT when its status
 * does not allow the transition or another caller changes it at the same time.
 */
export async function transitionTicket(
  db: DynamoDB,
  ticketId: string,
  move: StatusTransition,
  by: { readonly caller: Caller; readonly requestId: string; readonly now: Date },
): Promise<Ticket> {
  return retryTransaction(async () => {
    const ticket = await findTicket(db, ticketId, by.caller);
    if (!ticket) throw noSuchTicket(ticketId);
    assertExpectedVersion(ticket, move);
    assertAllowedTransition(ticket, move);

    const moved = {
      ...ticket,
      status: move.status,
      updated_at: by.now.toISOString(),
      version: ticket.version + 1,
    };
    const entry = {
      version: moved.version,
      from: ticket.status,
      to: moved.status,
      by: by.caller.person,
      at: moved.updated_at,
      ...(move.note !== undefined && { note: move.note }),
    };
    const change = { action: 'update_ticket_status', ...by };
    try {
      await db.transact(ticketWrites(moved, entry, change, unchangedSince(ticket)));
      return moved;
    } catch (error) {
      // The ticket is the first of ticketWrites.
      const reason = error instanceof TransactionCanceled ? error.reasons[0] : undefined;
      if (reason?.code !== 'ConditionalCheckFailed') throw error;
      throw conflictError(ticketOf(reason.item!));
    }
  });
}

function assertExpectedVersion(
  { ticket_id, version, status }: Ticket,
  { expectedVersion }: StatusTransition,
): void {
  if (expectedVersion === undefined || expectedVersion === version) return;
  throw new ToolError(
    'CONFLICT',
    messages.versionMoved(ticket_id, version, status, expectedVersion),
    messages.seeWhatChanged,
  );
}

function assertAllowedTransition(ticket: Ticket, { status }: StatusTransition): void {
  if (transitions[ticket.status].includes(status)) return;
  throw new ToolError(
    'CONFLICT',
    messages.noSuchMove(ticket.ticket_id, ticket.status, status),
    messages.possibleMoves(ticket.status, transitions[ticket.status]),
  );
}

function conflictError(ticket: Ticket): ToolError {
  return new ToolError(
    'CONFLICT',
    messages.movedMeanwhile(ticket.ticket_id, ticket.status, ticket.version),
    messages.possibleMoves(ticket.status, transitions[ticket.status]),
  );
}
