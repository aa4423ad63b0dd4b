import { type Evidence, seen } from '../../context/check.ts';
import type { Given } from '../../context/check-context.ts';
import { pick } from '../../sources/json-path.ts';

/** However often a ticket is confirmed, at once or again, one exists. */
export async function* filesOnce({ site, people, ticket }: Given): AsyncGenerator<Evidence> {
  const { ticket_id, draft, answers } = await ticket();
  const told = answers.map(({ structured, error }) =>
    error ? error.code : `${pick(structured, 'status')} ${pick(structured, 'ticket', 'ticket_id')}`,
  );
  yield seen(
    'the same create_ticket twice at the same moment',
    told.join(', '),
    [...told].sort().join() === [`created ${ticket_id}`, `duplicate ${ticket_id}`].join(),
  );

  const token = await people.token('worker');
  const again = await site.callTool(token, 'create_ticket', draft);
  yield seen(
    'and once more',
    again.error?.message ??
      `${pick(again.structured, 'status')} ${pick(again.structured, 'ticket', 'ticket_id')}`,
    pick(again.structured, 'status') === 'duplicate' &&
      pick(again.structured, 'ticket', 'ticket_id') === ticket_id,
  );

  const other = await site.callTool(token, 'create_ticket', {
    ...draft,
    title: `${draft.title}, other words`,
  });
  yield seen(
    'the same key with other words',
    other.error ? `${other.error.code}: ${other.error.message}` : 'it was filed',
    other.error?.code === 'CONFLICT',
  );

  const listed = await site.callTool(token, 'list_tickets', { limit: 100 });
  const tickets = (pick(listed.structured, 'tickets') ?? []) as { title: string }[];
  const ours = tickets.filter(({ title }) => title.startsWith(draft.title));
  yield seen('list_tickets', `${ours.length} with that title`, ours.length === 1);
}
