import type { Caller } from '../auth/caller.ts';
import { type Expression, type Item, mustNotExist, type Write } from '../dynamodb/command-inputs.ts';
import { indexKeys, type Key, keys, type ListPartition } from '../dynamodb/table-schema.ts';
import { redactText } from '../redaction/redact.ts';
import { listPartitionsOf } from './access.ts';
import { type HistoryEntry, type Ticket, ticketNumberOf } from './ticket.ts';

const maxTitleLength = 200;

/** The caller, tool and time of a change, for its audit record. */
export interface WriteMetadata {
  readonly action: string;
  /** Absent for an import, which runs with the operator's AWS rights. */
  readonly caller?: Caller;
  readonly requestId?: string;
  readonly now: Date;
}

/**
 * All writes of one change, for one transaction: the ticket (under `condition`), its entries in the readers' lists, its
 * history, its audit record, the counts.
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

/** The condition that the ticket is unchanged since it was read. */
export function unchangedSince(ticket: Ticket): Expression {
  return {
    condition: '#status = :status AND #version = :version',
    names: { '#status': 'status', '#version': 'version' },
    values: { ':status': ticket.status, ':version': ticket.version },
  };
}

/** An entry of one reader's list: the ticket without its body, to keep pages small. */
export function listing({ body, ...summary }: Ticket, reader: ListPartition) {
  const number = ticketNumberOf(summary.ticket_id);
  return {
    ...keys.ticketListing(reader, number),
    ...indexKeys.ticketListing(reader, summary.status, number),
    ...summary,
  };
}

/** Holds of the people's texts only the title, redacted. */
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
 * The counts are spread over several items by ticket number: in a single item, concurrent changes would conflict, and
 * DynamoDB would cancel one of them.
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
