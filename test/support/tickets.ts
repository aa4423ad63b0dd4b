import type { Caller } from '../../lambda/auth/caller.ts';
import { wholeServer } from '../../lambda/auth/mcp-endpoint.ts';
import type { Scope } from '../../lambda/auth/scopes.ts';
import type { DynamoDB } from '../../lambda/dynamodb/client.ts';
import { findTicketWithHistory } from '../../lambda/tickets/find-ticket.ts';
import type { TicketDraft } from '../../lambda/tickets/idempotency.ts';
import type { HistoryEntry, Ticket } from '../../lambda/tickets/ticket.ts';
import { createTicket } from '../../lambda/tickets/ticket-creation.ts';

export function callerNamed(subject: string, ...scopes: Scope[]): Caller {
  return {
    id: `issuer-${subject}`,
    issuer: 'issuer',
    subject,
    person: subject,
    clientId: 'a-client',
    scopes: new Set<Scope>(['read', 'write', ...scopes]),
    groups: [],
    endpoints: [wholeServer],
  };
}

export const alice = callerNamed('alice');
export const bob = callerNamed('bob');
export const mallory = callerNamed('mallory');
export const admin = callerNamed('root', 'admin');

export function draftOf(overrides: Partial<TicketDraft> = {}): TicketDraft {
  return {
    title: 'The printer is on fire',
    body: 'Smoke comes out of tray two.',
    priority: 'high',
    assigned_to: null,
    ...overrides,
  };
}

/** All that happened to a ticket, oldest first. */
export async function historyOf(db: DynamoDB, ticketId: string): Promise<readonly HistoryEntry[]> {
  const found = await findTicketWithHistory(db, ticketId, admin);
  return found?.history ?? [];
}

/** Files a ticket as alice at the given or the present time. */
export async function createTestTicket(
  db: DynamoDB,
  overrides: Partial<TicketDraft> = {},
  caller = alice,
): Promise<Ticket> {
  const by = { caller, requestId: 'a-request', now: new Date() };
  const { ticket } = await createTicket(db, draftOf(overrides), by);
  return ticket;
}
