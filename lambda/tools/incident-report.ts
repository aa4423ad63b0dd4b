import * as z from 'zod';
import { defineTool, readOnly } from '../mcp/definitions/define-tool.ts';
import { brief, like } from '../schemas/fields.ts';
import { incident, incidentSource } from '../schemas/incident-fields.ts';
import { messages } from '../text/messages.ts';

export const incidentReport = defineTool({
  name: 'incident_report',
  title: 'Gather what is known of an incident',
  description:
    'Gathers in one call what is known of an incident: policies, spare equipment, tickets that you may see, and what other servers say. ' +
    'Use it first when something is broken; offer create_ticket next. Not for one policy or item: search_policy, lookup_inventory.',
  scope: 'read',
  limit: { perMinute: 10 },
  cache: 'never',
  annotations: { ...readOnly, openWorldHint: true },
  untrustedText: messages.untrusted.sources,

  input: incident,
  output: z.object({
    issue: z.string(),
    affected_system: z.string(),
    policies: like(
      'search_policy',
      z.array(
        z.object({
          doc_id: z.string(),
          title: z.string(),
          section: z.string(),
          snippet: z.string(),
          resource_uri: z.string(),
        }),
      ),
    ),
    stock: like(
      'lookup_inventory',
      z.array(
        z.object({
          item_id: z.string(),
          name: z.string(),
          quantity: z.number().int(),
          location: z.string(),
          low_stock: z.boolean(),
        }),
      ),
    ),
    tickets: like(
      'list_tickets',
      z.array(
        z.object({
          ticket_id: z.string(),
          title: z.string(),
          status: z.string(),
          priority: z.string(),
          created_at: z.string(),
        }),
      ),
    ),
    servers: brief(
      'tool, server, answer',
      z.array(z.object({ tool: z.string(), server: z.string(), answer: z.string() })),
    ),
    sources: brief('name, status, reason', z.array(incidentSource)),
  }),

  async run(input, context) {
    // Loaded on demand: most instances never need it.
    const { gatherIncident } = await import('../incidents/gather-incident.ts');
    return gatherIncident(input, context);
  },
});
