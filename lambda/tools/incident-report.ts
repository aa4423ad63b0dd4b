import * as z from 'zod';
import type { AccessRights } from '../access/access-rights.ts';
import { StoreUnavailable } from '../dynamodb/errors.ts';
import { ToolError } from '../errors/tool-error.ts';
import { defineTool, readOnly } from '../mcp/definitions/define-tool.ts';
import { brief, like, text } from '../schemas/fields.ts';
import type { Language } from '../text/language.ts';
import { messages } from '../text/messages.ts';

const source = z.object({
  name: z.string(),
  status: z.enum(['ok', 'unavailable']),
  reason: z.string().optional(),
});

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

  input: z.strictObject({
    issue: text(1, 500).describe('What happened'),
    affected_system: text(1, 100).describe('Which system, such as VPN'),
  }),
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
    sources: brief('name, status, reason', z.array(source)),
  }),

  async run(incident, { caller, rights, services, progress, language }) {
    // Loaded when it is called: hardly an instance ever needs it.
    const { askMountedTool, findPolicies, findStock, findTickets, incidentTools } = await import(
      '../incidents/incident-sources.ts'
    );
    const sources: z.infer<typeof source>[] = [];
    const tools = await incidentTools(services, caller, rights);
    const total = tools.length + 3;

    /** What could be found, or nothing; either way the source is named. */
    async function gather<Found>(
      name: string,
      find: () => Promise<readonly Found[]>,
      ownTool?: string,
    ): Promise<Found[]> {
      try {
        if (ownTool) assertSource(ownTool, rights);
        const found = await find();
        sources.push({ name, status: 'ok' });
        return [...found];
      } catch (error) {
        sources.push({ name, status: 'unavailable', reason: reasonOf(error, language) });
        return [];
      } finally {
        await progress(sources.length, total, name);
      }
    }

    const [policies, stock, tickets, ...answers] = await Promise.all([
      gather('policies', () => findPolicies(services, incident), 'search_policy'),
      gather('stock', () => findStock(services, incident), 'lookup_inventory'),
      gather('tickets', () => findTickets(services, caller, incident), 'list_tickets'),
      ...tools.map((tool) =>
        gather(tool.name, async () => [await askMountedTool(services, caller, tool, incident)]),
      ),
    ]);
    const byName = sources.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return { ...incident, policies, stock, tickets, servers: answers.flat(), sources: byName };
  },
});

/** Who may not use a tool is not shown its data by this one. */
function assertSource(name: string, rights: AccessRights): void {
  const { allowed, reason } = rights.source({ name, annotations: readOnly });
  if (!allowed) throw new ToolError('PERMISSION_DENIED', reason ?? messages.useWhatIsListed, '');
}

function reasonOf(error: unknown, language: Language): string {
  if (error instanceof ToolError) {
    const { message, hint } = error.in(language);
    return `${message} ${hint}`.trim();
  }
  if (error instanceof StoreUnavailable) return messages.storeTimedOut[language];
  return error instanceof Error ? error.message : 'It failed.';
}
