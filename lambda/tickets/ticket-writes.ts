import type { Caller } from '../auth/caller.ts';
import { type Expression, type Item, mustNotExist, type Write } from '../dynamodb/command-inputs.ts';
import { indexKeys, type Key, keys, type ListPartition } from '../dynamodb/table-schema.ts';
import { redactText } from '../redaction/redact.ts';
import { listPartitionsOf } from './access.ts';
import { type HistoryEntry, type Ticket, ticketNumberOf } from './ticket.ts';

const maxTitleLength = 200;

/** Who changed a ticket, by which tool, and when, as its audit record tells it. */
export interface WriteMetadata {
  readonly action: string;
  /** Absent for the import, which runs with its operator's rights in AWS. */
  readonly caller?: Caller;
  readonly requestId?: string;
  readonly now: Date;
}

/**
 * Everything that one change to a ticket writes, for one transaction: the ticket (under `condition`), its place in
 * each reader's list, its history, its audit record, the counts.
 */
export function ticketWrites(
  ticket: Ticket,
  entry: HistoryEntry,
  change: WriteMetadata,
  condition: Expression,
): Write[] {
  const { ticket_id, version } = ticket;
  return [
    { put: { ...keys.ticket(ticket_id), ...ticket }, ...condition },
    ...listPartitionsOf(ticket).map((reader) => ({ put: listing(ticket, reader) })),
    { put: { ...keys.ticketHistory(ticket_id, version), ...entry }, ...mustNotExist },
    {
      put: { ...keys.ticketAudit(ticket_id, version), ...auditRecord(ticket, entry, change) },
      ...mustNotExist,
    },
    ...counting(ticket, entry),
  ];
}

/** The condition of a write that replaces just what was read. */
export function unchangedSince(ticket: Ticket): Expression {
  return {
    condition: '#status = :status AND #version = :version',
    names: { '#status': 'status', '#version': 'version' },
    values: { ':status': ticket.status, ':version': ticket.version },
  };
}

/** What one reader's list says of a ticket: all but the body, so that a page of them stays small. */
export function listing({ body, ...summary }: Ticket, reader: ListPartition) {
  const number = ticketNumberOf(summary.ticket_id);
  return {
    ...keys.ticketListing(reader, number),
    ...indexKeys.ticketListing(reader, summary.status, number),
    ...summary,
  };
}

/** Who did what to which ticket; of what people wrote only the title, redacted. */
function auditRecord(
  { ticket_id, version, title, priority, assigned_to }: Ticket,
  { from, to }: HistoryEntry,
  change: WriteMetadata,
): Item {
  const { action, caller, requestId, now } = change;
  return {
    time: now.toISOString(),
    request_id: requestId,
    subject: caller?.person,
    client_id: caller?.clientId,
    caller_id: caller?.id,
    action,
    ticket_id,
    version,
    title: redactText(title, maxTitleLength),
    priority,
    assigned_to,
    from,
    to,
    outcome: 'ok',
  };
}

/**
 * The counts lie in several items, chosen by ticket number: in a single one, every two changes at the same moment would
 * meet there, and DynamoDB would refuse one of them.
 */
const countShards = 16;

/** Where a ticket is counted. */
export function countsKeyOf({ ticket_id }: Ticket): Key {
  return keys.ticketCounts(ticketNumberOf(ticket_id) % countShards);
}

function counting(ticket: Ticket, { from, to }: HistoryEntry): Write[] {
  if (from === to) return [];
  const key = countsKeyOf(ticket);
  if (from === null) return [{ key, update: 'ADD #to :one', names: { '#to': to }, values: { ':one': 1 } }];
  return [
    {
      key,
      update: 'ADD #from :minusOne, #to :one',
      names: { '#from': from, '#to': to },
      values: { ':minusOne': -1, ':one': 1 },
    },
  ];
}
