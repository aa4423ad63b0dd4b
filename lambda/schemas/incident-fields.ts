import * as z from 'zod';
import { text } from './fields.ts';

export const incident = z.strictObject({
  issue: text(1, 500).describe('What happened'),
  affected_system: text(1, 100).describe('Which system, such as VPN'),
});

export type Incident = z.infer<typeof incident>;

/** A source of a report; the reason is for people. */
export const incidentSource = z.object({
  name: z.string(),
  status: z.enum(['ok', 'unavailable']),
  reason: z.string().optional(),
});

export type IncidentSource = z.infer<typeof incidentSource>;
