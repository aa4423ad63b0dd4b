import { ticketTypes } from './prompts/ticket-summary.ts';
import type { ReadContext } from './resource.ts';
import { fold } from './search/words.ts';
import { listTickets } from './state/ticket-listing.ts';
import { statuses } from './state/tickets.ts';

/** A value to offer, and other words that lead to it. */
interface Candidate {
  readonly value: string;
  readonly words?: readonly string[];
}

/** Arguments of prompts and resource templates by name; a name means the same wherever it stands. */
const candidates = new Map<string, (context: ReadContext) => Promise<readonly Candidate[]>>([
  ['doc_id', policies],
  ['item_id', items],
  ['category', categories],
  ['ticket_id', tickets],
  ['status', async () => statuses.map((value) => ({ value }))],
  ['ticket_type', async () => ticketTypes.map((value) => ({ value }))],
  ['affected_system', categories],
]);

/** Values that begin with the prefix, or one of whose words does: "재" offers the policy titled 재택근무. */
export async function complete(
  argument: string,
  prefix: string,
  context: ReadContext,
): Promise<readonly string[]> {
  const all = (await candidates.get(argument)?.(context)) ?? [];
  const start = fold(prefix);
  return all
    .filter(({ value, words = [] }) => [value, ...words].some((word) => fold(word).startsWith(start)))
    .map(({ value }) => value);
}

async function policies({ services }: ReadContext): Promise<readonly Candidate[]> {
  const { all } = await services.data.policies();
  return [...all.values()].map(({ doc_id, title, tags }) => ({
    value: doc_id,
    words: [title, ...title.split(' '), ...tags],
  }));
}

async function items({ services }: ReadContext): Promise<readonly Candidate[]> {
  const { items } = await services.data.inventory();
  return items.map(({ item_id, name }) => ({ value: item_id, words: [name, ...name.split(' ')] }));
}

async function categories({ services }: ReadContext): Promise<readonly Candidate[]> {
  const { search } = await services.data.inventory();
  return search.categories.map((value) => ({ value }));
}

async function tickets({ caller, services }: ReadContext): Promise<readonly Candidate[]> {
  const { tickets } = await listTickets(services.db, caller, { limit: 100 });
  return tickets.map(({ ticket_id, title }) => ({ value: ticket_id, words: [title, ...title.split(' ')] }));
}
