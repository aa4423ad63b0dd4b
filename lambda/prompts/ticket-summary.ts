import * as z from 'zod';
import { definePrompt } from '../mcp/definitions/define-prompt.ts';
import { choice } from '../schemas/fields.ts';
import { ticketTypes } from '../tickets/ticket.ts';
import { exampleTurns } from './example-turns.ts';

const questions: Record<(typeof ticketTypes)[number], string> = {
  incident:
    'What does not work, since when, for whom, what does the screen say, what was tried, is there a way around it?',
  request:
    'What is needed, for whom, by when, for what, is it in stock (lookup_inventory), who has to approve it (search_policy)?',
  change: 'What is to change, why, when, what could break, how is it undone, who has to know?',
};

export const ticketSummary = definePrompt({
  name: 'ticket_summary',
  title: 'Prepare a ticket',
  description:
    'The interview before a ticket: asks what is missing, then shows the ticket before it is filed.',
  scope: 'read',
  arguments: z.strictObject({ ticket_type: choice(ticketTypes).describe('incident, request or change') }),
  messages: async ({ ticket_type }, { language }) => [
    ...(await exampleTurns('ticket_summary', language)),
    {
      text: [
        `Help the person to file a ticket of the type "${ticket_type}".`,
        `Find out, one question at a time and only what they have not said yet: ${questions[ticket_type]}`,
        'Then write a title of one line and a body that somebody who was not there understands, choose a priority and say why.',
        'Call create_ticket without confirm, show the preview, and file it only after they agree. Answer in the language that the person uses.',
      ].join('\n\n'),
    },
  ],
});
