import * as z from 'zod';
import { resolvePersonName } from '../auth/person-name.ts';
import { defineTool, readOnly } from '../mcp/definitions/define-tool.ts';
import { choice, cursor, nextCursor, pageSize, text } from '../schemas/fields.ts';
import { ticket } from '../schemas/ticket-fields.ts';
import { messages } from '../text/messages.ts';
import { priorities, statuses } from '../tickets/ticket.ts';
import { listTickets as readTickets } from '../tickets/ticket-listing.ts';

export const listTickets = defineTool({
  name: 'list_tickets',
  title: 'List tickets',
  description:
    'Lists the tickets you filed or are assigned to (with the admin scope, all), newest first, without their text. ' +
    'Use it to find a ticket id or to see what is open, not to search texts; call get_ticket next for text and history.',
  scope: 'read',
  limit: { perMinute: 30 },
  cache: 'never',
  annotations: readOnly,
  untrustedText: messages.untrusted.titles,
  view: 'ui://ops-assistant/ticket-board',

  input: z.strictObject({
    status: choice(statuses).optional().describe('Only in this state'),
    priority: choice(priorities).optional().describe('Only of this priority'),
    assigned_to: text(1, 100).optional().describe('Only assigned to this person'),
    limit: pageSize(100, 10),
    cursor,
  }),
  output: z.object({
    tickets: z.array(ticket.omit({ body: true })),
    next_cursor: nextCursor,
  }),

  async run({ status, priority, assigned_to, limit }, { caller, services, position }) {
    const { tickets, next } = await readTickets(services.db, caller, {
      limit,
      ...(status && { status }),
      ...(priority && { priority }),
      ...(assigned_to && { assignedTo: resolvePersonName(assigned_to, services.config) }),
      ...(position && { before: position }),
    });
    return { tickets: [...tickets], ...(next && { next_cursor: next }) };
  },
});
