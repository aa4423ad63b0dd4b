import * as z from 'zod';
import { definePrompt } from '../mcp/definitions/define-prompt.ts';
import { text } from '../schemas/fields.ts';

export const incidentReport = definePrompt({
  name: 'incident_report',
  title: 'Write an incident report',
  description: 'Turns what is known of an incident into a report, and into a ticket if the person wants one.',
  scope: 'read',
  arguments: z.strictObject({
    issue: text(1, 500).describe('What happened'),
    affected_system: text(1, 100).describe('Which system, such as VPN'),
  }),
  messages: async (args, context) => {
    const { incidentReportMessages } = await import('./prompt-messages.ts');
    return incidentReportMessages(args, context);
  },
});
