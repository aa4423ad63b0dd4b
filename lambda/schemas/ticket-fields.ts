import * as z from 'zod';
import { messages } from '../text/messages.ts';
import { priorities, statuses, ticketIdPattern } from '../tickets/ticket.ts';
import { mustBe } from './fields.ts';

export const ticket = z.object({
  ticket_id: z.string(),
  title: z.string(),
  body: z.string(),
  priority: z.enum(priorities),
  status: z.enum(statuses),
  created_by: z.string(),
  assigned_to: z.string().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
  version: z.number().int(),
});

const ticketIdRule = mustBe(messages.rules.ticketId);

export const ticketId = z
  .string(ticketIdRule)
  .trim()
  .toUpperCase()
  .max(16, { ...ticketIdRule, abort: true })
  .regex(ticketIdPattern, ticketIdRule)
  .describe('Such as "TKT-001"');
