import type { Config } from '../config/config.ts';
import type { TicketSummary } from './ticket-listing.ts';

/** When an unfinished ticket becomes overdue, by its priority. */
export function dueTime(
  { created_at, priority }: Pick<TicketSummary, 'created_at' | 'priority'>,
  { ticketDueHours }: Pick<Config, 'ticketDueHours'>,
): Date {
  return new Date(Date.parse(created_at) + ticketDueHours[priority] * 3_600_000);
}
