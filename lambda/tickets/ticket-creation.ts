import type { DynamoDB } from '../dynamodb/client.ts';
import { type Item, mustNotExist, type Write } from '../dynamodb/command-inputs.ts';
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
 * Files a ticket exactly once, however often the request is repeated: the record of the request, the number, the ticket
 * and its other items are one transaction.
 * Throws CONFLICT when the key was used for other content, or when the confirmation is consumed already.
 */
export async function createTicket(
  db: DynamoDB,
  draft: TicketDraft,
  by: Creation,
): Promise<{ status: 'created' | 'duplicate'; ticket: Ticket }> {
  let isContended = false;
  return retryTransaction(async () => {
    const [earlier, counter] = await Promise.all([
      db.get(requestKey(draft, by)),
      db.get(keys.ticketCounter()),
    ]);
    if (isRemembered(earlier, by.now)) return duplicate(db, repeatedTicketId(earlier, draft, by));

    const { number, writes } =
      isContended || wasContended(counter) ? await takeNumber(db, isContended) : nextNumber(counter);
    const ticket = newTicket(number, draft, by);
    try {
      await db.transact([...creationWrites(ticket, by), ...writes]);
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
      isContended = true;
      throw error;
    }
  });
}

/** A ticket's number, and the write that takes it, unless it is taken already. */
interface TicketNumber {
  readonly number: number;
  readonly writes: readonly Write[];
}

/** After a conflict at the counter, creations take their numbers before the transaction for this long. */
const contendedMs = 1_000;
/** A time further ahead was written with a wrong clock. */
const clockSkewMs = 60_000;

function wasContended(counter: Item | undefined): boolean {
  const age = Date.now() - Number(counter?.contended_at ?? 0);
  return age < contendedMs && age >= -clockSkewMs;
}

/** The next number, taken within the ticket's transaction; of concurrent creations one succeeds. */
function nextNumber(counter: Item | undefined): TicketNumber {
  const last = Number(counter?.number ?? 0);
  const take: Write = {
    key: keys.ticketCounter(),
    update: 'SET #number = :next',
    condition: last === 0 ? 'attribute_not_exists(#number)' : '#number = :last',
    names: { '#number': 'number' },
    values: { ':next': last + 1, ...(last > 0 && { ':last': last }) },
  };
  return { number: last + 1, writes: [take] };
}

/** Takes a unique number at once; it stays a gap when the ticket is then not written. */
async function takeNumber(db: DynamoDB, isContended: boolean): Promise<TicketNumber> {
  const { number } = await db.update({
    key: keys.ticketCounter(),
    update: `ADD #number :one${isContended ? ' SET #contended_at = :now' : ''}`,
    names: { '#number': 'number', ...(isContended && { '#contended_at': 'contended_at' }) },
    values: { ':one': 1, ...(isContended && { ':now': Date.now() }) },
  });
  return { number: Number(number), writes: [] };
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
