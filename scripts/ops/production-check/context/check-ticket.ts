import { randomUUID } from 'node:crypto';
import { pick } from '../sources/json-path.ts';
import type { Site } from '../sources/target-server.ts';
import type { People } from '../sources/test-identities.ts';
import type { Filed } from './check-context.ts';

/** Files the ticket of a run: the same request twice at once, as impatient clients do. */
export async function fileTicket(site: Site, people: People): Promise<Filed> {
  const token = await people.token('worker');
  const run = randomUUID().slice(0, 8);
  const draft = {
    title: `Production check ${run}`,
    body: 'Filed by npm run check:production to see that it is filed once. It is closed when the check ends.',
    priority: 'low',
    idempotency_key: `check-production-${run}`,
    confirm: true,
  };
  const answers = await Promise.all([
    site.callTool(token, 'create_ticket', draft),
    site.callTool(token, 'create_ticket', draft),
  ]);
  const [ticket_id] = answers.flatMap(
    ({ structured }) => (pick(structured, 'ticket', 'ticket_id') as string) ?? [],
  );
  if (!ticket_id) {
    const why = answers[0]!.error?.message ?? answers[0]!.text.slice(0, 200);
    throw new Error(`No ticket could be filed: ${why}`);
  }
  return { ticket_id, draft, answers };
}

/** Leaves no open ticket behind; that it was there stays on record. */
export async function closeTicket(site: Site, people: People, { ticket_id }: Filed): Promise<void> {
  const token = await people.token('worker');
  for (const status of ['in_progress', 'resolved', 'closed']) {
    await site.callTool(token, 'update_ticket_status', { ticket_id, status });
  }
}
