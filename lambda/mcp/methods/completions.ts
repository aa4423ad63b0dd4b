import type { CompleteRequestParams } from '@modelcontextprotocol/server';
import { ToolError } from '../../errors/tool-error.ts';
import { quote } from '../../redaction/quote-input.ts';
import { isSameUri } from '../../text/canonical-uri.ts';
import { fold } from '../../text/words.ts';
import { priorities, statuses, ticketTypes } from '../../tickets/ticket.ts';
import { listTickets } from '../../tickets/ticket-listing.ts';
import type { ReadContext } from '../definitions/define-resource.ts';
import type { ServerFeatures } from '../definitions/server-features.ts';

/** A value to offer, and other words that lead to it. */
interface Candidate {
  readonly value: string;
  readonly words?: readonly string[];
  /** What the value names: it is offered to those who may read that. */
  readonly uri?: string;
}

/** The other arguments that the person has filled in already. */
type Given = Readonly<Record<string, string>>;

/** Arguments by name; a name means the same in every prompt and resource template. */
const candidates = new Map<string, (context: ReadContext, given: Given) => Promise<readonly Candidate[]>>([
  ['doc_id', policies],
  ['version', versions],
  ['item_id', items],
  ['category', categories],
  ['affected_system', categories],
  ['ticket_id', tickets],
  ['status', async () => statuses.map((value) => ({ value }))],
  ['priority', async () => priorities.map((value) => ({ value }))],
  ['ticket_type', async () => ticketTypes.map((value) => ({ value }))],
]);

/**
 * Values that begin with what was typed, then those of which a word does: "재" offers the policy titled 재택근무. None for
 * an argument that is free text; throws for a prompt or template that there is not.
 */
export async function complete(
  { ref, argument, context: { arguments: given = {} } = {} }: CompleteRequestParams,
  surface: ServerFeatures,
  context: ReadContext,
): Promise<readonly string[]> {
  requireKnown(ref, surface);
  const found = (await candidates.get(argument.name)?.(context, given)) ?? [];
  const all = found.filter(({ uri }) => uri === undefined || context.rights.resource(uri).allowed);
  const start = fold(argument.value);
  const fits = (text: string) => fold(text).startsWith(start);
  const byValue = all.filter(({ value }) => fits(value));
  const byWord = all.filter(({ value, words = [] }) => !fits(value) && words.some(fits));
  return [...byValue, ...byWord].map(({ value }) => value);
}

function requireKnown(ref: CompleteRequestParams['ref'], { prompts, resources }: ServerFeatures): void {
  if (ref.type === 'ref/prompt') {
    if (prompts.some(({ name }) => name === ref.name)) return;
    throw new ToolError(
      'NOT_FOUND',
      `There is no prompt ${quote(ref.name)}.`,
      'prompts/list names them all.',
    );
  }
  if (resources.some(({ uri }) => isSameUri(uri, ref.uri))) return;
  throw new ToolError(
    'NOT_FOUND',
    `There is no resource template ${quote(ref.uri)}.`,
    'resources/templates/list names them all.',
  );
}

async function policies({ services }: ReadContext): Promise<readonly Candidate[]> {
  const { all } = await services.referenceData.policies();
  return [...all.values()].map(({ doc_id, title, tags }) => ({
    value: doc_id,
    uri: `policy://${doc_id}`,
    words: [title, ...title.split(' '), ...tags],
  }));
}

/** Of the policy that was chosen before; the newest first. */
async function versions({ services }: ReadContext, { doc_id = '' }: Given): Promise<readonly Candidate[]> {
  const { all } = await services.referenceData.policies();
  const latest = all.get(doc_id)?.version ?? 0;
  return Array.from({ length: latest }, (_, before) => ({ value: String(latest - before) }));
}

async function items({ services }: ReadContext): Promise<readonly Candidate[]> {
  const { items } = await services.referenceData.inventory();
  return items.map(({ item_id, name }) => ({
    value: item_id,
    uri: `inventory://${item_id}`,
    words: [name, ...name.split(' ')],
  }));
}

async function categories({ services }: ReadContext): Promise<readonly Candidate[]> {
  const { search } = await services.referenceData.inventory();
  return search.categories.map((value) => ({ value }));
}

/** Of the newest hundred that the caller may see. */
async function tickets({ caller, services }: ReadContext): Promise<readonly Candidate[]> {
  const { tickets } = await listTickets(services.db, caller, { limit: 100 });
  return tickets.map(({ ticket_id, title }) => ({
    value: ticket_id,
    uri: `ticket://${ticket_id}`,
    words: [title, ...title.split(' ')],
  }));
}
