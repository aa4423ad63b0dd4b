import * as z from 'zod';
import { definePrompt } from '../mcp/definitions/define-prompt.ts';
import { choice } from '../schemas/fields.ts';
import { ticketTypes } from '../tickets/ticket.ts';

export const ticketSummary = definePrompt({
  name: 'ticket_summary',
  title: 'Prepare a ticket',
  description:
    'The interview before a ticket: asks what is missing, then shows the ticket before it is filed.',
  scope: 'read',
  arguments: z.strictObject({ ticket_type: choice(ticketTypes).describe('incident, request or change') }),
  messages: async (args, context) => {
    const { ticketSummaryMessages } = await import('./prompt-messages.ts');
    return ticketSummaryMessages(args, context);
  },
});
