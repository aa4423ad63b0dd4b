import * as z from 'zod';
import { defineTool, readOnly } from '../mcp/definitions/define-tool.ts';
import { ticket, ticketId } from '../schemas/ticket-fields.ts';
import { messages } from '../text/messages.ts';
import { findTicketWithHistory, noSuchTicket } from '../tickets/find-ticket.ts';
import { statuses } from '../tickets/ticket.ts';

const move = z.object({
  version: z.number().int(),
  from: z.enum(statuses).nullable(),
  to: z.enum(statuses),
  by: z.string(),
  at: z.string(),
  note: z.string().optional(),
});

export const getTicket = defineTool({
  name: 'get_ticket',
  title: 'Read a ticket',
  description:
    'Returns one ticket with its text and the history of its moves. Use it when you know the ticket id; ' +
    'otherwise call list_tickets first. To move it, call update_ticket_status next.',
  scope: 'read',
  limit: { perMinute: 30 },
  cache: 'never',
  annotations: readOnly,
  untrustedText: messages.untrusted.ticket,

  input: z.strictObject({ ticket_id: ticketId }),
  output: z.object({ ticket, history: z.array(move).describe('Oldest first') }),

  async run({ ticket_id }, { caller, services: { db } }) {
    const found = await findTicketWithHistory(db, ticket_id, caller);
    if (!found) throw noSuchTicket(ticket_id);
    return found;
  },
});
