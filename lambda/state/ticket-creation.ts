import { createHash } from 'node:crypto';
import type { Caller } from '../auth/verify-token.ts';
import { ToolError } from '../errors.ts';
import { type DynamoDB, type Item, TransactionRefused, type Write } from './dynamodb.ts';
import { keys } from './table.ts';
import { absent, ticketWrites, untilUndisturbed } from './ticket-writes.ts';
import { readTicket, type Ticket, ticketIdOf } from './tickets.ts';

export type TicketDraft = Pick<Ticket, 'title' | 'body' | 'priority' | 'assigned_to'>;

export interface Creation {
  readonly caller: Caller;
  readonly requestId: string;
  /** The client's own; without one, the same words from the same caller are the same request. */
  readonly idempotencyKey?: string;
  /** Names the confirmation that this creation spends. */
  readonly confirmationId?: string;
  readonly now: Date;
}

/** How long a request is remembered (spec §4). */
const requestSeconds = 24 * 60 * 60;
/** How long a confirmation counts as spent: longer than any can be used (10 minutes, spec §4). */
const confirmationSeconds = 15 * 60;

/**
 * Files a ticket exactly once, however often and wherever the same request runs: the record of the request, the ticket
 * and all that belongs to it are one transaction, so whoever dies on the way leaves nothing or the whole.
 * Throws CONFLICT when the key stands for other content, or when the confirmation was spent before.
 */
export async function createTicket(
  db: DynamoDB,
  draft: TicketDraft,
  by: Creation,
): Promise<{ status: 'created' | 'duplicate'; ticket: Ticket }> {
  return untilUndisturbed(async () => {
    // Read first, so that a repeated request uses up no number.
    const earlier = await db.get(requestKey(draft, by));
    if (earlier && Number(earlier.expires_at) > secondsOf(by.now)) return answerAgain(db, earlier, draft, by);

    const ticket = newTicket(await nextNumber(db), draft, by);
    try {
      await db.transact(creationWrites(ticket, by));
      return { status: 'created', ticket };
    } catch (error) {
      if (!(error instanceof TransactionRefused)) throw error;
      // In the order of creationWrites.
      const [request, confirmation] = error.reasons;
      if (request?.code === 'ConditionalCheckFailed') return answerAgain(db, request.item!, draft, by);
      if (by.confirmationId && confirmation?.code === 'ConditionalCheckFailed') throw alreadySpent();
      throw error;
    }
  });
}

/** A number is used at most once; one whose ticket then is not written stays a gap. */
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
    created_by: caller.subject,
    assigned_to: draft.assigned_to,
    created_at: now.toISOString(),
    updated_at: now.toISOString(),
    version: 1,
  };
}

function creationWrites(ticket: Ticket, by: Creation): Write[] {
  const { caller, requestId, now } = by;
  const entry = { version: 1, from: null, to: ticket.status, by: caller.subject, at: ticket.created_at };
  return [
    rememberRequest(ticket, by),
    ...(by.confirmationId ? [spendConfirmation(by.confirmationId, now)] : []),
    ...ticketWrites(ticket, entry, { action: 'create_ticket', caller, requestId, now }, absent),
  ];
}

function rememberRequest(ticket: Ticket, by: Creation): Write {
  return {
    put: {
      ...requestKey(ticket, by),
      ticket_id: ticket.ticket_id,
      content: contentHash(ticket),
      confirmation_id: by.confirmationId,
      expires_at: secondsOf(by.now) + requestSeconds,
    },
    condition: 'attribute_not_exists(pk) OR #expires_at <= :now',
    names: { '#expires_at': 'expires_at' },
    values: { ':now': secondsOf(by.now) },
  };
}

function spendConfirmation(id: string, now: Date): Write {
  return { put: { ...keys.confirmation(id), expires_at: secondsOf(now) + confirmationSeconds }, ...absent };
}

/** What a request gets whose key is on record already: the ticket of the first one, or the reason why not. */
async function answerAgain(db: DynamoDB, record: Item, draft: TicketDraft, by: Creation) {
  const ticketId = String(record.ticket_id);
  if (by.confirmationId && by.confirmationId === record.confirmation_id) throw alreadySpent(ticketId);
  if (record.content !== contentHash(draft)) throw keyReused(ticketId, by.idempotencyKey);

  const ticket = await readTicket(db, ticketId);
  if (!ticket) throw new Error(`${ticketId} is on record as created, but is not there.`);
  return { status: 'duplicate' as const, ticket };
}

function alreadySpent(ticketId?: string): ToolError {
  return ticketId
    ? new ToolError(
        'CONFLICT',
        `This confirmation was already used: it created ${ticketId}. Nothing was written now.`,
        `Call get_ticket with ${ticketId} to see that ticket. To file another one, call create_ticket anew.`,
      )
    : new ToolError(
        'CONFLICT',
        'This confirmation was already used. Nothing was written now.',
        'Call list_tickets to see what it created. To file another ticket, call create_ticket anew.',
      );
}

function keyReused(ticketId: string, idempotencyKey: string | undefined): ToolError {
  return idempotencyKey === undefined
    ? new ToolError(
        'CONFLICT',
        `The same title, body and priority were filed as ${ticketId}, assigned to someone else. Nothing was written now.`,
        'To file a second ticket all the same, pass a new idempotency_key.',
      )
    : new ToolError(
        'CONFLICT',
        `This idempotency_key already stands for ${ticketId}, which has other content. Nothing was written now.`,
        'Use a new idempotency_key for each new ticket, and the same one only to repeat a call unchanged.',
      );
}

/** A client's keys and our own lie apart, so that no client can guess its way onto the record of another request. */
function requestKey({ title, body, priority }: TicketDraft, { caller, idempotencyKey }: Creation) {
  const key =
    idempotencyKey === undefined
      ? `CONTENT#${hash([caller.id, title, body, priority])}`
      : `KEY#${idempotencyKey}`;
  return keys.idempotency(caller.id, key);
}

function contentHash({ title, body, priority, assigned_to }: TicketDraft): string {
  return hash([title, body, priority, assigned_to]);
}

function hash(parts: readonly (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

function secondsOf(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}
