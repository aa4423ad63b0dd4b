import type { Caller } from '../auth/caller.ts';
import type { ListPartition } from '../dynamodb/table-schema.ts';
import type { Ticket } from './ticket.ts';

/** The list to query. An admin who filters by assignee queries that person's shorter list. */
export function listPartitionFor({ person, scopes }: Caller, assignedTo?: string): ListPartition {
  if (!scopes.has('admin')) return `USER#${person}`;
  return assignedTo === undefined ? 'ALL' : `USER#${assignedTo}`;
}

/** The lists that hold a ticket. */
export function listPartitionsOf({ created_by, assigned_to }: Ticket): readonly ListPartition[] {
  const people = new Set(assigned_to === null ? [created_by] : [created_by, assigned_to]);
  return ['ALL', ...[...people].map((person): ListPartition => `USER#${person}`)];
}

/** The rule of access: creator, assignee and admins; the two functions above must agree with it. */
export function canRead({ person, scopes }: Caller, ticket: Ticket): boolean {
  return scopes.has('admin') || person === ticket.created_by || person === ticket.assigned_to;
}
