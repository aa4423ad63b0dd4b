import * as z from 'zod';
import { resolvePersonName } from '../auth/person-name.ts';
import { additive, defineTool } from '../mcp/definitions/define-tool.ts';
import { confirmationRequest } from '../mcp/definitions/tool-response.ts';
import { choice, storedLine, storedText, yesOrNo } from '../schemas/fields.ts';
import { ticket } from '../schemas/ticket-fields.ts';
import { messages } from '../text/messages.ts';
import { confirmationText, readers } from '../tickets/confirmation-text.ts';
import { consumeElicitation } from '../tickets/consume-elicitation.ts';
import { priorities } from '../tickets/ticket.ts';
import { createTicket as fileTicket } from '../tickets/ticket-creation.ts';

/** A preview has no id, status or dates yet. */
const ticketOrPreview = ticket.partial({
  ticket_id: true,
  status: true,
  created_by: true,
  created_at: true,
  updated_at: true,
  version: true,
});

export const createTicket = defineTool({
  name: 'create_ticket',
  title: 'File a ticket',
  description:
    'Files a ticket with the operations team. Use it when something is broken or needed. Without confirm nothing is written: the person is asked, or you get a preview to show them; ' +
    'when they agree, repeat the call with confirm: true. The same ticket is filed once in 24 hours. Not for changing a ticket: use update_ticket_status.',
  scope: 'write',
  limit: { perMinute: 10 },
  isPreview({ arguments: args, requestState }) {
    const confirm = (args as { confirm?: unknown } | null)?.confirm;
    const isConfirmed = typeof confirm === 'string' ? /^\s*true\s*$/i.test(confirm) : confirm === true;
    return !requestState && !isConfirmed;
  },
  cache: 'never',
  annotations: additive,
  view: 'ui://ops-assistant/ticket-form',

  input: z.strictObject({
    title: storedLine(5, 200).describe('What is wrong or wanted, in one line'),
    body: storedText(10, 2_000).describe('What happened, where, since when, what was tried'),
    priority: choice(priorities).default('medium').describe('medium if left out'),
    assigned_to: storedText(1, 100)
      .optional()
      .describe('User name of who should take it, and may then read it'),
    confirm: yesOrNo.prefault(false).describe('true only after the person accepted the preview'),
    idempotency_key: storedText(1, 64)
      .optional()
      .describe('Name of this request; a repeat returns the first ticket'),
  }),
  output: z.object({
    status: z.enum(['preview', 'created', 'duplicate', 'declined']),
    message: z.string(),
    ticket: ticketOrPreview,
  }),

  async run({ confirm, idempotency_key, title, body, priority, assigned_to }, context) {
    const { caller, services, clientInput, requestId, language } = context;
    const assignee = assigned_to === undefined ? null : resolvePersonName(assigned_to, services.config);
    const draft = { title, body, priority, assigned_to: assignee };
    const { canElicit, confirmation } = clientInput;
    if (confirmation && confirmation.action !== 'accept') {
      await consumeElicitation(services.db, confirmation.id, new Date());
      return {
        status: 'declined' as const,
        message: messages.declined[language],
        ticket: draft,
      };
    }
    if (!confirm && !confirmation) {
      if (canElicit)
        return confirmationRequest(confirmationText(draft, language), messages.fileTicket[language]);
      return {
        status: 'preview' as const,
        message: messages.ticketPreview(readers(draft))[language],
        ticket: draft,
      };
    }
    const filed = await fileTicket(services.db, draft, {
      caller,
      requestId,
      now: new Date(),
      ...(idempotency_key && { idempotencyKey: idempotency_key }),
      ...(confirmation && { confirmationId: confirmation.id }),
    });
    const { ticket_id } = filed.ticket;
    const message =
      filed.status === 'created' ? messages.filedAs(ticket_id) : messages.filedBefore(ticket_id);
    return { ...filed, message: message[language] };
  },
});
