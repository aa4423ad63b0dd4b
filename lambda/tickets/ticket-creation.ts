import { type DynamoDB, mustNotExist, type Write } from '../dynamodb/client.ts';
import { TransactionCanceled } from '../dynamodb/errors.ts';
import { retryTransaction } from '../dynamodb/retry-transaction.ts';
import { keys } from '../dynamodb/table-schema.ts';
import { consumeElicitationWrite } from './consume-elicitation.ts';
import { readTicket } from './find-ticket.ts';
import {
  type Creation,
  confirmationSpent,
  isRemembered,
  rememberRequest,
  repeatedTicketId,
  requestKey,
  type TicketDraft,
} from './idempotency.ts';
import { type Ticket, ticketIdOf } from './ticket.ts';
import { ticketWrites } from './ticket-writes.ts';

/**
 * Files a ticket exactly once, however often and wherever the same request runs: the record of the request, the ticket
 * and all that belongs to it are one transaction, so a crash leaves nothing or the whole.
 * Throws CONFLICT when the key stands for other content, or when the confirmation was spent before.
 */
export async function createTicket(
  db: DynamoDB,
  draft: TicketDraft,
  by: Creation,
): Promise<{ status: 'created' | 'duplicate'; ticket: Ticket }> {
  return retryTransaction(async () => {
    const earlier = await db.get(requestKey(draft, by));
    if (isRemembered(earlier, by.now)) return duplicate(db, repeatedTicketId(earlier, draft, by));

    const ticket = newTicket(await nextNumber(db), draft, by);
    try {
      await db.transact(creationWrites(ticket, by));
      return { status: 'created', ticket };
    } catch (error) {
      if (!(error instanceof TransactionCanceled)) throw error;
      // In the order of creationWrites.
      const [request, confirmation] = error.reasons;
      if (request?.code === 'ConditionalCheckFailed') {
        return duplicate(db, repeatedTicketId(request.item!, draft, by));
      }
      if (by.confirmationId !== undefined && confirmation?.code === 'ConditionalCheckFailed') {
        throw confirmationSpent();
      }
      throw error;
    }
  });
}

/** No number is given out twice; one whose ticket then is not written stays a gap. */
async function nextNumber(db: DynamoDB): Promise<number> {
  const counter = await db.update({
    key: keys.ticketCounter(),
    update: 'ADD #number :one',
    names: { '#number': 'number' },
    values: { ':one': 1 },
  });
  return Number(counter.number);
}

function newTicket(number: number, draft: TicketDraft, { caller, now }: Creation): Ticket {
  return {
    ticket_id: ticketIdOf(number),
    title: draft.title,
    body: draft.body,
    priority: draft.priority,
    status: 'open',
    created_by: caller.person,
    assigned_to: draft.assigned_to,
    created_at: now.toISOString(),
    updated_at: now.toISOString(),
    version: 1,
  };
}

function creationWrites(ticket: Ticket, by: Creation): Write[] {
  const { caller, requestId, confirmationId, now } = by;
  const entry = { version: 1, from: null, to: ticket.status, by: caller.person, at: ticket.created_at };
  return [
    rememberRequest(ticket, by),
    ...(confirmationId === undefined ? [] : [consumeElicitationWrite(confirmationId, now)]),
    ...ticketWrites(ticket, entry, { action: 'create_ticket', caller, requestId, now }, mustNotExist),
  ];
}

async function duplicate(db: DynamoDB, ticketId: string) {
  const ticket = await readTicket(db, ticketId);
  if (!ticket) throw new Error(`${ticketId} is on record as created, but is not there.`);
  return { status: 'duplicate' as const, ticket };
}
