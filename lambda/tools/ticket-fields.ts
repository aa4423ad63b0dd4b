import * as z from 'zod';
import { priorities, statuses, ticketIdPattern } from '../state/tickets.ts';

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

export const ticketId = z
  .string()
  .trim()
  .toUpperCase()
  .regex(ticketIdPattern, 'must look like "TKT-001"')
  .describe('Such as "TKT-001"');
