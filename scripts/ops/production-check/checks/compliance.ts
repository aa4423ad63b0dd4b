import type { CheckContext } from '../context/check-context.ts';
import { type Evidence, seen } from '../context/evidence.ts';

/** 7-1 */
export async function* auditLog({ server, identities }: CheckContext): AsyncGenerator<Evidence> {
  const [worker, reader, admin] = await Promise.all(
    (['worker', 'reader', 'admin'] as const).map((role) => identities.token(role)),
  );
  const draft = { title: 'Not to be created', body: 'From a token without the scope write.' };
  const calls = [
    ['ok', undefined, worker!, 'lookup_inventory', { query: 'laptop' }],
    ['failed', 'NOT_FOUND', worker!, 'get_ticket', { ticket_id: 'TKT-999999999' }],
    ['denied', 'PERMISSION_DENIED', reader!, 'create_ticket', draft],
    ['rejected', 'INVALID_ARGUMENT', worker!, 'list_tickets', { statuss: 'open' }],
  ] as const;
  for (const [outcome, code, token, tool, args] of calls) {
    const { recorded } = await server.recorded(admin!, (headers) =>
      server.callTool(token, tool, args, { headers }),
    );
    const { sub, client_id, target, outcome: ended, error_code } = recorded?.record ?? {};
    yield seen(
      `the record of ${tool}, which was ${outcome}`,
      recorded ? { sub, client_id, target, outcome: ended, error_code } : 'there is none',
      [sub, client_id].every((value) => typeof value === 'string' && value !== '') &&
        target === tool &&
        ended === outcome &&
        error_code === code,
    );
  }
  const { records } = await server.readResource(admin!, 'ops://audit/recent');
  const forged = [
    ['tools/call', { name: 'append_audit', arguments: {} }],
    ['resources/write', { uri: 'ops://audit/recent' }],
  ] as const;
  for (const [method, params] of forged) {
    const { json } = await server.request(method, params, { token: admin! });
    yield seen(
      `${method} to change the log`,
      json?.error?.message ?? 'let through',
      json?.error !== undefined,
    );
  }
  yield seen('records that can be read back', `${records?.length}`, records?.length > 0);
}

const personal = {
  'an e-mail address': 'kim.minsu@example.com',
  'a phone number': '010-2345-6789',
  'a resident number': '900101-1234568',
  'a card number': '4111 1111 1111 1111',
  'a key': ['AKIA', 'QWERTYUIOPASDFGH'].join(''),
  'a password': 'password: hunter2-horse',
};

/** 7-2 */
export async function* masking({ server, identities }: CheckContext): AsyncGenerator<Evidence> {
  const [worker, admin] = [await identities.token('worker'), await identities.token('admin')];
  const query = Object.values(personal).join(', ').slice(0, 100);
  const attempts = [
    ['search_policy', { query }],
    ['create_ticket', { title: 'Not to be created', body: Object.values(personal).join(', ') }],
  ] as const;
  for (const [tool, args] of attempts) {
    const { recorded } = await server.recorded(admin, (headers) =>
      server.callTool(worker, tool, args, { headers }),
    );
    const text = JSON.stringify(recorded ?? {});
    const shown = Object.entries(personal).filter(([, value]) => text.includes(value.split(': ').at(-1)!));
    yield seen(
      `the record of ${tool} with ${Object.keys(personal).join(', ')}`,
      shown.length > 0 ? `it shows ${shown.map(([kind]) => kind)}` : recorded?.record.input,
      recorded?.record.input !== undefined && shown.length === 0,
    );
  }
}
