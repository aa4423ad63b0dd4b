import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { DynamoDB } from '../dynamodb/client.ts';
import { mustNotExist, type Write } from '../dynamodb/command-inputs.ts';
import { ConditionFailed } from '../dynamodb/errors.ts';
import { retryTransaction } from '../dynamodb/retry-transaction.ts';
import { keys } from '../dynamodb/table-schema.ts';
import { ToolError } from '../errors/tool-error.ts';
import { quote } from '../redaction/quote-input.ts';
import { listPartitionsOf } from './access.ts';
import { type Ticket, ticketIdPattern, ticketNumberOf, ticketOf } from './ticket.ts';
import { ticketWrites, unchangedSince } from './ticket-writes.ts';

/** A ticket of a file; without times, it is created at its first import. */
export type TicketRow = Omit<Ticket, 'created_at' | 'updated_at'> & {
  readonly created_at?: string | undefined;
  readonly updated_at?: string | undefined;
};

/**
 * Imports a ticket with its id, times and status; later ids will be higher. A row that was imported before is skipped,
 * even if its ticket has changed since; a changed row becomes its ticket's next version.
 * Throws INVALID_ARGUMENT for an invalid id, and CONFLICT when the id belongs to a ticket that was filed here.
 * A dry run answers the same and writes nothing.
 */
export async function importTicket(
  db: DynamoDB,
  row: TicketRow,
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<'created' | 'changed' | 'unchanged'> {
  refuseIfNoId(row.ticket_id);
  return retryTransaction(async () => {
    const { stored, lastImport } = await readBefore(db, row.ticket_id);
    const ticket = withTimes(row, stored);
    if (lastImport === contentHash(row) || isDeepStrictEqual(stored, ticket)) return 'unchanged';
    if (stored && !lastImport) throw ticketNotImported(row.ticket_id);

    if (!dryRun) {
      // Before the ticket: a crash between the two then leaves a gap, and never a number that is used twice.
      await raiseCounter(db, ticketNumberOf(row.ticket_id));
      await db.transact(importWrites(ticket, stored, contentHash(row)));
    }
    return stored ? 'changed' : 'created';
  });
}

/** The stored ticket, and the hash of the row that was last imported for it, with one request. */
async function readBefore(db: DynamoDB, ticketId: string) {
  const { pk, sk } = keys.ticket(ticketId);
  const { items } = await db.query({ pk, beginsWith: sk });
  const ticket = items.find((item) => item.sk === sk);
  const lastImport = items.find((item) => item.sk === keys.ticketImport(ticketId).sk);
  return { stored: ticket && ticketOf(ticket), lastImport: lastImport?.content };
}

async function raiseCounter(db: DynamoDB, number: number): Promise<void> {
  try {
    await db.update({
      key: keys.ticketCounter(),
      update: 'SET #number = :number',
      condition: 'attribute_not_exists(#number) OR #number < :number',
      names: { '#number': 'number' },
      values: { ':number': number },
    });
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error; // it is as high already
  }
}

function withTimes({ created_at, updated_at, ...row }: TicketRow, stored: Ticket | undefined): Ticket {
  const now = new Date().toISOString();
  const createdAt = created_at ?? stored?.created_at ?? now;
  return { ...row, created_at: createdAt, updated_at: updated_at ?? created_at ?? now };
}

function importWrites(row: Ticket, stored: Ticket | undefined, content: string): Write[] {
  const ticket = stored ? { ...row, version: Math.max(row.version, stored.version + 1) } : row;
  const entry = {
    version: ticket.version,
    from: stored?.status ?? null,
    to: ticket.status,
    by: 'import',
    at: ticket.updated_at,
  };
  return [
    ...ticketWrites(
      ticket,
      entry,
      { action: 'import', now: new Date() },
      stored ? unchangedSince(stored) : mustNotExist,
    ),
    ...formerReaders(stored, ticket).map((reader) => ({
      delete: keys.ticketListing(reader, ticketNumberOf(ticket.ticket_id)),
    })),
    { put: { ...keys.ticketImport(ticket.ticket_id), content } },
  ];
}

function formerReaders(stored: Ticket | undefined, ticket: Ticket) {
  if (!stored) return [];
  const readers = new Set(listPartitionsOf(ticket));
  return listPartitionsOf(stored).filter((reader) => !readers.has(reader));
}

/** Does not depend on the order of the fields. */
function contentHash(row: TicketRow): string {
  const fields = Object.entries(row)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(fields)).digest('base64url');
}

/** Nine digits: sort keys have twelve, and later tickets need room. */
const highestNumber = 999_999_999;

function refuseIfNoId(ticketId: string): void {
  if (ticketIdPattern.test(ticketId) && ticketNumberOf(ticketId) <= highestNumber) return;
  throw new ToolError(
    'INVALID_ARGUMENT',
    `${quote(ticketId)} is not a ticket id.`,
    'Write TKT- and a number of three to nine digits, with zeros in front only up to three digits, as in TKT-007.',
  );
}

function ticketNotImported(ticketId: string): ToolError {
  return new ToolError(
    'CONFLICT',
    `${ticketId} was filed here and is another ticket. It was left as it is.`,
    'Give the imported ticket an id that is not in use.',
  );
}
