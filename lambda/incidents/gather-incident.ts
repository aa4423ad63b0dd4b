import type { AccessRights } from '../access/access-rights.ts';
import type { Caller } from '../auth/caller.ts';
import { StoreUnavailable } from '../dynamodb/errors.ts';
import { ToolError } from '../errors/tool-error.ts';
import type { Incident, IncidentSource } from '../schemas/incident-fields.ts';
import type { Services } from '../services/services.ts';
import type { Language } from '../text/language.ts';
import { messages } from '../text/messages.ts';
import { askMountedTool, findPolicies, findStock, findTickets, incidentTools } from './incident-sources.ts';

interface Context {
  readonly services: Services;
  readonly caller: Caller;
  readonly rights: AccessRights;
  readonly language: Language;
  progress(done: number, of: number, message: string): Promise<void>;
}

/** Queries all sources concurrently; a source that fails is listed with the reason. */
export async function gatherIncident(
  incident: Incident,
  { services, caller, rights, language, progress }: Context,
) {
  const sources: IncidentSource[] = [];
  const tools = await incidentTools(services, caller, rights);
  const total = tools.length + 3;

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
}

/** A caller who may not use a tool must not see its data in a report. */
function assertSource(name: string, rights: AccessRights): void {
  const { allowed, reason } = rights.source({ name, annotations: { readOnlyHint: true } });
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
