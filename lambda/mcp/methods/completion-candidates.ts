import { sectionsOf } from '../../policies/search/sections.ts';
import { priorities, statuses, ticketTypes } from '../../tickets/ticket.ts';
import { listTickets } from '../../tickets/ticket-listing.ts';
import type { ReadContext } from '../definitions/define-resource.ts';

/** The maximum length of an argument; headings can be longer. */
const maxLength = 100;

/** A value to offer, and other words that lead to it. */
export interface Candidate {
  readonly value: string;
  readonly words?: readonly string[];
  /** The resource that the value identifies; only callers who may read it get the value. */
  readonly uri?: string;
}

/** The other arguments that the person has filled in already. */
export type ArgumentsSoFar = Readonly<Record<string, string>>;

/** Arguments by name; a name means the same in every prompt and resource template. */
export const candidates = new Map<
  string,
  (context: ReadContext, args: ArgumentsSoFar) => Promise<readonly Candidate[]>
>([
  ['doc_id', policies],
  ['version', versions],
  ['item_id', items],
  ['category', categories],
  ['affected_system', systems],
  ['issue', ticketTitles],
  ['question', policyHeadings],
  ['ticket_id', tickets],
  ['status', async () => statuses.map((value) => ({ value }))],
  ['priority', async () => priorities.map((value) => ({ value }))],
  ['ticket_type', async () => ticketTypes.map((value) => ({ value }))],
]);

async function policies({ services }: ReadContext): Promise<readonly Candidate[]> {
  const { all } = await services.referenceData.policies();
  return [...all.values()].map(({ doc_id, title, tags }) => ({
    value: doc_id,
    uri: `policy://${doc_id}`,
    words: [title, ...title.split(' '), ...tags],
  }));
}

/** Versions of the policy in the other argument, newest first. */
async function versions(
  { services }: ReadContext,
  { doc_id = '' }: ArgumentsSoFar,
): Promise<readonly Candidate[]> {
  const { all } = await services.referenceData.policies();
  const latest = all.get(doc_id)?.version ?? 0;
  return Array.from({ length: latest }, (_, before) => ({ value: String(latest - before) }));
}

async function items({ services }: ReadContext): Promise<readonly Candidate[]> {
  const { items, search } = await services.referenceData.inventory();
  return items.map((item) => ({
    value: item.item_id,
    uri: `inventory://${item.item_id}`,
    words: search.names().wordsOfItem(item),
  }));
}

async function categories({ services }: ReadContext): Promise<readonly Candidate[]> {
  const { search } = await services.referenceData.inventory();
  return search.categories.map((value) => ({
    value,
    uri: `inventory://category/${encodeURIComponent(value)}/items`,
    words: [...search.names().wordsOfCategory(value), ...value.split(' ')],
  }));
}

/** The newest hundred that the caller may see. */
async function tickets({ caller, services }: ReadContext): Promise<readonly Candidate[]> {
  const { tickets } = await listTickets(services.db, caller, { limit: 100 });
  return tickets.map(({ ticket_id, title }) => ({
    value: ticket_id,
    uri: `ticket://${ticket_id}`,
    words: [title, ...title.split(' ')],
  }));
}

/** Subjects of incidents: categories in both languages, items, and topics of policies. */
async function systems({ services }: ReadContext): Promise<readonly Candidate[]> {
  const [{ items, search }, { all }] = await Promise.all([
    services.referenceData.inventory(),
    services.referenceData.policies(),
  ]);
  const { wordsOfCategory, wordsOfItem } = search.names();
  const ofCategories = search.categories.flatMap((category) =>
    wordsOfCategory(category).map((value) => ({
      value,
      uri: `inventory://category/${encodeURIComponent(category)}/items`,
    })),
  );
  const ofPolicies = [...all.values()].flatMap(({ doc_id, tags }) =>
    tags.map((value) => ({ value, uri: `policy://${doc_id}` })),
  );
  const ofItems = items.map((item) => ({
    value: item.name,
    uri: `inventory://${item.item_id}`,
    words: wordsOfItem(item),
  }));
  return [...ofCategories, ...ofPolicies, ...ofItems];
}

/** Titles of the newest hundred tickets that the caller may see. */
async function ticketTitles({ caller, services }: ReadContext): Promise<readonly Candidate[]> {
  const { tickets } = await listTickets(services.db, caller, { limit: 100 });
  return tickets.map(({ ticket_id, title }) => ({
    value: title,
    uri: `ticket://${ticket_id}`,
    words: title.split(' '),
  }));
}

/** Headings of the policy in the other argument, or of all policies. */
async function policyHeadings(
  { services }: ReadContext,
  { doc_id }: ArgumentsSoFar,
): Promise<readonly Candidate[]> {
  const { all } = await services.referenceData.policies();
  const chosen = doc_id === undefined ? [...all.values()] : [all.get(doc_id) ?? []].flat();
  return chosen.flatMap(({ doc_id, title, tags, body }) => {
    const uri = `policy://${doc_id}`;
    const headings = sectionsOf(body).map(({ heading }) => heading.replace(/^[\d.]+\s*/, ''));
    return [
      { value: title.slice(0, maxLength), uri, words: [...title.split(' '), ...tags] },
      ...headings.map((heading) => ({
        value: heading.slice(0, maxLength),
        uri,
        words: heading.split(' '),
      })),
    ];
  });
}
