import * as z from 'zod';
import { definePrompt } from '../mcp/definitions/define-prompt.ts';
import { ticketId } from '../schemas/ticket-fields.ts';

export const triageTicket = definePrompt({
  name: 'triage_ticket',
  title: 'Triage a ticket',
  description: 'Judges one ticket: what it is about, how urgent, what to do next.',
  scope: 'read',
  arguments: z.strictObject({ ticket_id: ticketId }),
  messages: async (args, context) => {
    const { triageTicketMessages } = await import('./prompt-messages.ts');
    return triageTicketMessages(args, context);
  },
});
