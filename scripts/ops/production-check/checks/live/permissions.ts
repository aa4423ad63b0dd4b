import { type Evidence, seen } from '../../context/check.ts';
import type { Given } from '../../context/check-context.ts';

/** A token does what its scopes say, and nobody learns of a ticket that is not theirs. */
export async function* keepsToScopes({ site, people, ticket }: Given): AsyncGenerator<Evidence> {
  const reader = await people.token('reader');
  const draft = {
    title: 'Not to be filed',
    body: 'A token without the scope write asks for it.',
    confirm: true,
  };

  const stepUp = await site.ask(
    'tools/call',
    { name: 'create_ticket', arguments: draft },
    { token: reader, modern: true },
  );
  const challenge = stepUp.headers.get('www-authenticate') ?? stepUp.headers.get(renamed) ?? '';
  yield seen(
    'create_ticket with the scope read (2026-07-28)',
    `${stepUp.status} ${challenge}`,
    stepUp.status === 403 && challenge.includes('error="insufficient_scope"'),
  );
  const { error } = await site.callTool(reader, 'create_ticket', draft);
  yield seen(
    'the same from a 2025 client',
    error ? `${error.code}: ${error.message}` : 'it was let through',
    error?.code === 'PERMISSION_DENIED',
  );

  const { ticket_id } = await ticket();
  const own = await site.callTool(await people.token('worker'), 'get_ticket', { ticket_id });
  yield seen(`get_ticket ${ticket_id} by whoever filed it`, own.error?.code ?? 'found', !own.error);

  const other = await people.token('other');
  const hidden = await site.callTool(other, 'get_ticket', { ticket_id });
  const missing = await site.callTool(other, 'get_ticket', { ticket_id: 'TKT-999999999' });
  const same =
    hidden.error?.message.replace(ticket_id, '…') === missing.error?.message.replace('TKT-999999999', '…');
  yield seen(
    `get_ticket ${ticket_id} by somebody else, and one that does not exist`,
    `${hidden.error?.code ?? 'found'}, in ${same ? 'the same' : 'other'} words`,
    hidden.error?.code === 'NOT_FOUND' && same,
  );
}

/** What API Gateway makes of the function's own WWW-Authenticate. */
const renamed = 'x-amzn-remapped-www-authenticate';
