import * as z from 'zod';
import { changing, defineTool } from '../mcp/definitions/define-tool.ts';
import { choice, like, storedText, wholeNumber } from '../schemas/fields.ts';
import { ticket, ticketId } from '../schemas/ticket-fields.ts';
import { messages } from '../text/messages.ts';
import { transitionTicket } from '../tickets/status-transitions.ts';
import { statuses } from '../tickets/ticket.ts';

export const updateTicketStatus = defineTool({
  name: 'update_ticket_status',
  title: 'Move a ticket',
  description:
    'Moves a ticket: open → in_progress → resolved → closed, or resolved → in_progress when it comes back. ' +
    'Use it when the person says that work began, is done, or did not help; call get_ticket first and pass its version. It edits no text.',
  scope: 'write',
  limit: { perMinute: 10 },
  cache: 'never',
  annotations: changing,
  untrustedText: messages.untrusted.ticketText,

  input: z.strictObject({
    ticket_id: ticketId,
    status: choice(statuses).describe('The state to move to'),
    note: storedText(0, 2_000).optional().describe('Why; kept in the history'),
    expected_version: wholeNumber(1, 1_000_000).optional().describe('Refuse when it has changed since'),
  }),
  output: z.object({ ticket: like('get_ticket', ticket) }),

  async run({ ticket_id, status, note, expected_version }, { caller, services, requestId }) {
    const moved = await transitionTicket(
      services.db,
      ticket_id,
      { status, ...(note && { note }), ...(expected_version && { expectedVersion: expected_version }) },
      { caller, requestId, now: new Date() },
    );
    return { ticket: moved };
  },
});
