import type { Config } from '../config/config.ts';
import type { DynamoDB } from '../dynamodb/client.ts';
import { keys } from '../dynamodb/table-schema.ts';
import { countTickets } from './count-tickets.ts';
import { dueTime } from './due-time.ts';
import { priorities } from './ticket.ts';
import type { TicketSummary } from './ticket-listing.ts';
import { readSample, readUnfinished } from './unfinished-tickets.ts';

type ReportSettings = Pick<Config, 'ticketDueHours' | 'timeZone'>;

const maxOverdue = 20;
const maxAssignees = 50;

/** All tickets as an operator sees them at `now`, and what happened on each of the last `days` days. */
export async function ticketReport(
  db: DynamoDB,
  settings: ReportSettings,
  { now, days }: { readonly now: Date; readonly days: number },
) {
  const everyTicket = { pk: keys.ticketListing('ALL', 0).pk, newestFirst: true };
  const [by_status, unfinished, recent] = await Promise.all([
    countTickets(db),
    readUnfinished(db),
    readSample(db, everyTicket),
  ]);
  const overdue = overdueOf(unfinished.tickets, settings, now);
  const late = new Set(overdue.map(({ ticket_id }) => ticket_id));
  const loadOf = (tickets: readonly TicketSummary[]) => ({
    unfinished: tickets.length,
    overdue: tickets.filter(({ ticket_id }) => late.has(ticket_id)).length,
  });

  return {
    by_status,
    ...loadOf(unfinished.tickets),
    by_priority: priorities.toReversed().map((priority) => ({
      name: priority,
      due_hours: settings.ticketDueHours[priority],
      ...loadOf(unfinished.tickets.filter((ticket) => ticket.priority === priority)),
    })),
    by_assignee: [...Map.groupBy(unfinished.tickets, ({ assigned_to }) => assigned_to)]
      .map(([name, tickets]) => ({ name, ...loadOf(tickets) }))
      .sort((a, b) => b.overdue - a.overdue || b.unfinished - a.unfinished)
      .slice(0, maxAssignees),
    overdue_tickets: overdue.slice(0, maxOverdue),
    per_day: perDay(recent.tickets, daysUntil(now, days, settings.timeZone), settings.timeZone),
    complete: unfinished.complete && recent.complete,
  };
}

/** Longest overdue first. */
export function overdueOf(
  tickets: readonly TicketSummary[],
  settings: Pick<Config, 'ticketDueHours'>,
  now: Date,
) {
  return tickets
    .map((ticket) => ({ ...ticket, due_at: dueTime(ticket, settings).toISOString() }))
    .filter(({ due_at }) => due_at < now.toISOString())
    .sort((a, b) => a.due_at.localeCompare(b.due_at));
}

interface Day {
  readonly date: string;
  created: number;
  resolved: number;
  closed: number;
}

/** A resolved or closed ticket was last changed at that transition. */
function perDay(tickets: readonly TicketSummary[], dates: readonly string[], timeZone: string): Day[] {
  const dateOf = dateIn(timeZone);
  const days = new Map<string, Day>(
    dates.map((date) => [date, { date, created: 0, resolved: 0, closed: 0 }]),
  );
  for (const { created_at, updated_at, status } of tickets) {
    const created = days.get(dateOf(new Date(created_at)));
    if (created) created.created += 1;
    if (status !== 'resolved' && status !== 'closed') continue;
    const ended = days.get(dateOf(new Date(updated_at)));
    if (ended) ended[status] += 1;
  }
  return [...days.values()];
}

/** The calendar days up to today, oldest first. Counted in UTC, where no day has 23 or 25 hours. */
function daysUntil(now: Date, days: number, timeZone: string): string[] {
  const today = Date.parse(dateIn(timeZone)(now));
  return Array.from({ length: days }, (_, at) =>
    new Date(today - (days - 1 - at) * 86_400_000).toISOString().slice(0, 10),
  );
}

function dateIn(timeZone: string): (time: Date) => string {
  // Sweden writes dates as ISO 8601 does.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  return (time) => format.format(time);
}
