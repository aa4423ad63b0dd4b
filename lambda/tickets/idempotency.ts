import { createHash } from 'node:crypto';
import type { Caller } from '../auth/caller.ts';
import type { Item, Write } from '../dynamodb/command-inputs.ts';
import { type Key, keys } from '../dynamodb/table-schema.ts';
import { ToolError } from '../errors/tool-error.ts';
import { suspect } from '../observability/request-context.ts';
import { messages } from '../text/messages.ts';
import type { Ticket } from './ticket.ts';

export type TicketDraft = Pick<Ticket, 'title' | 'body' | 'priority' | 'assigned_to'>;

/** The caller of a create request, and what identifies the request. */
export interface Creation {
  readonly caller: Caller;
  readonly requestId: string;
  /** The client's key; without one, equal content from the same caller is the same request. */
  readonly idempotencyKey?: string;
  /** The confirmation that this creation consumes. */
  readonly confirmationId?: string;
  readonly now: Date;
}

/** How long a request is remembered. */
const rememberedSeconds = 24 * 60 * 60;

/** The key of a request's record. Clients' keys and computed keys have different prefixes, so they cannot collide. */
export function requestKey({ title, body, priority }: TicketDraft, by: Creation): Key {
  const { caller, idempotencyKey } = by;
  if (idempotencyKey !== undefined) return keys.idempotency(caller.id, `KEY#${idempotencyKey}`);
  return keys.idempotency(caller.id, `CONTENT#${hash([caller.id, title, body, priority])}`);
}

/** The write that records a request; its condition fails when it is recorded already. */
export function rememberRequest(ticket: Ticket, by: Creation): Write {
  return {
    put: {
      ...requestKey(ticket, by),
      ticket_id: ticket.ticket_id,
      content: contentHash(ticket),
      confirmation_id: by.confirmationId,
      expires_at: secondsOf(by.now) + rememberedSeconds,
    },
    condition: 'attribute_not_exists(pk) OR #expires_at <= :now',
    names: { '#expires_at': 'expires_at' },
    values: { ':now': secondsOf(by.now) },
  };
}

/** Whether a record has not expired: DynamoDB deletes expired items hours late. */
export function isRemembered(record: Item | undefined, now: Date): record is Item {
  return record !== undefined && Number(record.expires_at) > secondsOf(now);
}

/** The id of the ticket that a recorded request created. Throws CONFLICT when this request has other content. */
export function repeatedTicketId(record: Item, draft: TicketDraft, by: Creation): string {
  const ticketId = String(record.ticket_id);
  if (by.confirmationId !== undefined && by.confirmationId === record.confirmation_id) {
    throw confirmationSpent(ticketId);
  }
  if (record.content !== contentHash(draft)) throw otherContent(ticketId, by);
  return ticketId;
}

/** The error of a second use of a confirmation; `ticketId` is the ticket that it created, if known. */
export function confirmationSpent(ticketId?: string): ToolError {
  suspect('confirmation_replay');
  return new ToolError('CONFLICT', messages.confirmationUsed(ticketId), messages.fileAnew(ticketId));
}

function otherContent(ticketId: string, { idempotencyKey }: Creation): ToolError {
  return idempotencyKey === undefined
    ? new ToolError('CONFLICT', messages.filedForAnother(ticketId), messages.passAKey)
    : new ToolError('CONFLICT', messages.keyOfAnother(ticketId), messages.newKey);
}

function contentHash({ title, body, priority, assigned_to }: TicketDraft): string {
  return hash([title, body, priority, assigned_to]);
}

function hash(parts: readonly (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

/** DynamoDB's time to live is in whole seconds. */
export function secondsOf(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}
