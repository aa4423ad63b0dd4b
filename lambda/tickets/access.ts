import type { Caller } from '../auth/caller.ts';
import type { ListPartition } from '../dynamodb/table-schema.ts';
import type { Ticket } from './ticket.ts';
import type { Listing } from './ticket-listing.ts';

/** An admin who asks for one person's tickets finds them all in that person's own, shorter list. */
export function listPartitionFor({ subject, scopes }: Caller, { assignedTo }: Listing): ListPartition {
  if (!scopes.has('admin')) return `USER#${subject}`;
  return assignedTo === undefined ? 'ALL' : `USER#${assignedTo}`;
}

/** Whose lists show a ticket. */
export function listPartitionsOf({ created_by, assigned_to }: Ticket): readonly ListPartition[] {
  const subjects = new Set(assigned_to === null ? [created_by] : [created_by, assigned_to]);
  return ['ALL', ...[...subjects].map((subject): ListPartition => `USER#${subject}`)];
}

export function canRead({ subject, scopes }: Caller, ticket: Ticket): boolean {
  return scopes.has('admin') || subject === ticket.created_by || subject === ticket.assigned_to;
}
