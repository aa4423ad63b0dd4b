import type { Item } from '../dynamodb/command-inputs.ts';

export const priorities = ['low', 'medium', 'high', 'critical'] as const;
export const statuses = ['open', 'in_progress', 'resolved', 'closed'] as const;

export type Priority = (typeof priorities)[number];
export type Status = (typeof statuses)[number];

/** The permitted transitions from each status. */
export const transitions: Readonly<Record<Status, readonly Status[]>> = {
  open: ['in_progress'],
  in_progress: ['resolved'],
  resolved: ['closed', 'in_progress'],
  closed: [],
};

/** A ticket as it is stored and sent; people are named as in Caller.person, times are ISO. */
export interface Ticket {
  readonly ticket_id: string;
  readonly title: string;
  readonly body: string;
  readonly priority: Priority;
  readonly status: Status;
  readonly created_by: string;
  readonly assigned_to: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  /** 1 at creation, plus 1 with each change. */
  readonly version: number;
}

/** One change of status; `from` is null where the ticket began. */
export interface HistoryEntry {
  /** The ticket's version after the change. */
  readonly version: number;
  readonly from: Status | null;
  readonly to: Status;
  /** The person, or `import`. */
  readonly by: string;
  readonly at: string;
  readonly note?: string;
}

/** The format of a ticket's id; each number has only one spelling, so that two ids never share a list entry. */
export const ticketIdPattern = /^TKT-(?:\d{3}|[1-9]\d{3,11})$/;

export function ticketIdOf(number: number): string {
  return `TKT-${String(number).padStart(3, '0')}`;
}

export function ticketNumberOf(ticketId: string): number {
  return Number(ticketId.slice('TKT-'.length));
}

export function ticketOf(item: Item): Ticket {
  return withoutKeys(item) as unknown as Ticket;
}

/** Removes the attributes that only the table and its index need. */
export function withoutKeys({ pk, sk, gsi1pk, gsi1sk, ...rest }: Item): Item {
  return rest;
}

export const ticketTypes = ['incident', 'request', 'change'] as const;
