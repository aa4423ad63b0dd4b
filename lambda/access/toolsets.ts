import type { TargetKind } from './access-policy.ts';
import { matchesName, matchesTemplate, type NameKind } from './name-pattern.ts';

type Toolset = Readonly<Record<TargetKind, readonly string[]>>;

const views = 'ui://ops-assistant';

/** What `/mcp/x/{toolset}` serves. The tools of each mounted server are a further toolset under the server's name. */
export const toolsets: Readonly<Record<string, Toolset>> = {
  inventory: {
    tools: ['lookup_inventory'],
    resources: ['inventory://*', `${views}/stock-chart`],
    prompts: [],
  },
  policies: {
    tools: ['search_policy', 'get_policy'],
    resources: ['policy://*'],
    prompts: ['policy_answer', 'summarize_policy'],
  },
  tickets: {
    tools: ['create_ticket', 'get_ticket', 'list_tickets', 'update_ticket_status'],
    resources: ['ticket://*', 'skill://file-a-ticket/*', `${views}/ticket-board`, `${views}/ticket-form`],
    prompts: ['ticket_summary', 'triage_ticket'],
  },
  incidents: { tools: ['incident_report'], resources: [], prompts: ['incident_report'] },
  admin: { tools: ['import_data', 'usage_report', 'ticket_report'], resources: ['ops://*'], prompts: [] },
};

/** Part of every toolset: the state of the server itself. */
const common = 'ops://status';

export function isToolset(name: string): boolean {
  return Object.hasOwn(toolsets, name);
}

/** Whether a toolset contains this name; `server` is the mounted server that has the tool. */
export function belongsTo(toolset: string, kind: NameKind, name: string, server?: string): boolean {
  if (!isToolset(toolset)) return server === toolset || name === common;
  if (server !== undefined) return false;
  const { tools, resources, prompts } = toolsets[toolset]!;
  if (kind === 'templates') return resources.some((pattern) => matchesTemplate(pattern, name, 'all'));
  const patterns = { tools, resources: [common, ...resources], prompts }[kind];
  return patterns.some((pattern) => matchesName(kind, pattern, name));
}
