import type { CallToolResult } from '@modelcontextprotocol/server';
import type { AccessRights } from '../access/access-rights.ts';
import type { Caller } from '../auth/caller.ts';
import { isLowOnStock } from '../inventory/item.ts';
import type { MountedTool } from '../mounted-servers/mounted-catalog.ts';
import type { Incident } from '../schemas/incident-fields.ts';
import { callMountedTool } from '../services/call-mounted-tool.ts';
import type { Services } from '../services/services.ts';
import { queryStems } from '../text/words.ts';
import { listTickets } from '../tickets/ticket-listing.ts';

const shownPerSource = 5;
const examinedTickets = 100;
/** At most this many mounted tools are called per report. */
const maxMountedTools = 10;
const maxAnswerLength = 4_000;

export async function findPolicies({ referenceData }: Services, { issue, affected_system }: Incident) {
  const { search } = await referenceData.policies();
  const { hits } = search.find(`${affected_system} ${issue}`);
  return hits.slice(0, 3).map(({ doc_id, title, section, snippet }) => ({
    doc_id,
    title,
    section,
    snippet,
    resource_uri: `policy://${doc_id}`,
  }));
}

export async function findStock({ referenceData, config }: Services, { affected_system }: Incident) {
  const { search } = await referenceData.inventory();
  return search
    .find({ query: affected_system })
    .items.slice(0, shownPerSource)
    .map((item) => {
      const { item_id, name, quantity, location } = item;
      return { item_id, name, quantity, location, low_stock: isLowOnStock(item, config.lowStockBelow) };
    });
}

/** Searches the newest open tickets that the caller may see for words of the incident. */
export async function findTickets({ db }: Services, caller: Caller, { issue, affected_system }: Incident) {
  const stems = new Set(queryStems(`${affected_system} ${issue}`));
  const { tickets } = await listTickets(db, caller, { limit: examinedTickets });
  return tickets
    .filter(({ status }) => status === 'open' || status === 'in_progress')
    .map((ticket) => ({ ticket, shared: queryStems(ticket.title).filter((stem) => stems.has(stem)).length }))
    .filter(({ shared }) => shared > 0)
    .sort((a, b) => b.shared - a.shared)
    .slice(0, shownPerSource)
    .map(({ ticket: { ticket_id, title, status, priority, created_at } }) => ({
      ticket_id,
      title,
      status,
      priority,
      created_at,
    }));
}

/** Mounted tools that are approved for incidents and allowed for this caller. */
export async function incidentTools(
  { mounted }: Services,
  caller: Caller,
  rights: AccessRights,
): Promise<readonly MountedTool[]> {
  const { tools } = await mounted.current();
  const approved = tools.filter(
    (tool) =>
      tool.record.incident_arguments &&
      tool.annotations.readOnlyHint &&
      caller.scopes.has(tool.scope) &&
      rights.source(tool).allowed,
  );
  return approved.slice(0, maxMountedTools);
}

/** Throws with the message of the mounted server or of this one when the call fails. */
export async function askMountedTool(
  services: Services,
  caller: Caller,
  tool: MountedTool,
  incident: Incident,
): Promise<{ tool: string; server: string; answer: string }> {
  const args = filledIn(tool.record.incident_arguments ?? {}, incident);
  const result = await callMountedTool(services, tool, args, { caller, partOf: 'incident_report' });
  const answer = textOf(result);
  if (result.isError) throw new Error(answer);
  return { tool: tool.name, server: tool.server.server, answer };
}

function filledIn(template: Readonly<Record<string, string>>, incident: Incident): Record<string, string> {
  const values: Readonly<Record<string, string>> = { ...incident };
  return Object.fromEntries(
    Object.entries(template).map(([name, text]) => [
      name,
      text.replace(/\{(issue|affected_system)\}/g, (_, field: string) => values[field]!),
    ]),
  );
}

function textOf({ structuredContent, content }: CallToolResult): string {
  const texts = content.flatMap((block) => (block.type === 'text' ? [block.text] : []));
  const all = structuredContent ? JSON.stringify(structuredContent) : texts.slice(1).join('\n');
  return all.length <= maxAnswerLength ? all : `${all.slice(0, maxAnswerLength).toWellFormed()} … (cut)`;
}
