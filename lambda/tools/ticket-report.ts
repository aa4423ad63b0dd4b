import * as z from 'zod';
import { defineTool, readOnly } from '../mcp/definitions/define-tool.ts';
import { brief, like, wholeNumber } from '../schemas/fields.ts';
import { ticket } from '../schemas/ticket-fields.ts';
import { messages } from '../text/messages.ts';

const load = { unfinished: z.number().int(), overdue: z.number().int() };
const count = z.number().int();

export const ticketReport = defineTool({
  name: 'ticket_report',
  title: 'Report on tickets',
  description:
    'Counts tickets by state, priority, assignee and day, and lists the longest overdue. ' +
    'Use it for "what is late?", not to find one: use list_tickets.',
  scope: 'admin',
  limit: { perMinute: 10 },
  cache: 'never',
  annotations: readOnly,
  untrustedText: messages.untrusted.titles,
  view: 'ui://ops-assistant/ticket-board',

  input: z.strictObject({
    days: wholeNumber(1, 90).default(14).describe('Days to count back'),
  }),
  output: z.object({
    by_status: brief('Tickets by state', z.record(z.string(), count)),
    ...load,
    by_priority: brief(
      'name, due_hours, unfinished, overdue',
      z.array(z.object({ name: z.string(), due_hours: count, ...load })),
    ),
    by_assignee: like('by_priority', z.array(z.object({ name: z.string().nullable(), ...load }))),
    overdue_tickets: like(
      'list_tickets',
      z.array(ticket.omit({ body: true }).extend({ due_at: z.string() })),
    ),
    per_day: brief(
      'date, created, resolved, closed',
      z.array(z.object({ date: z.string(), created: count, resolved: count, closed: count })),
    ),
    complete: z.boolean(),
  }),

  async run({ days }, { services: { db, config } }) {
    // Loaded on demand: few callers are administrators.
    const { ticketReport: report } = await import('../tickets/ticket-report.ts');
    return report(db, config, { now: new Date(), days });
  },
});
