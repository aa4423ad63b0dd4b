import { as, type CheckContext, recordedCall } from '../context/check-context.ts';
import { type Evidence, evidenceOf, noProblems } from '../context/evidence.ts';

/** Checklist item 7-1. */
export async function* auditLog(context: CheckContext): AsyncGenerator<Evidence> {
  const draft = { title: 'Not to be created', body: 'From a token without the scope write.' };
  const calls = [
    ['ok', undefined, 'worker', 'lookup_inventory', { query: 'laptop' }],
    ['failed', 'NOT_FOUND', 'worker', 'get_ticket', { ticket_id: 'TKT-999999999' }],
    ['denied', 'PERMISSION_DENIED', 'reader', 'create_ticket', draft],
    ['rejected', 'INVALID_ARGUMENT', 'worker', 'list_tickets', { statuss: 'open' }],
  ] as const;
  for (const [outcome, code, role, tool, args] of calls) {
    const recorded = await recordedCall(context, role, tool, args);
    const { sub, client_id, target, outcome: ended, error_code } = recorded?.record ?? {};
    const named = [sub, client_id].every((value) => typeof value === 'string' && value !== '');
    yield evidenceOf(
      `the audit record of ${tool}, expected outcome ${outcome}`,
      recorded ? { sub, client_id, target, outcome: ended, error_code } : 'no record',
      named && target === tool && ended === outcome && error_code === code,
    );
  }
  const admin = await as(context, 'admin');
  const { records } = await admin.read('ops://audit/recent');
  const forged = [
    ['tools/call', { name: 'append_audit', arguments: {} }],
    ['resources/write', { uri: 'ops://audit/recent' }],
  ] as const;
  for (const [method, params] of forged) {
    const error = (await admin.request(method, params)).json?.error;
    yield evidenceOf(
      `${method}, an attempt to change the log`,
      error?.message ?? 'accepted',
      error !== undefined,
    );
  }
  yield evidenceOf('audit records that can be read', `${records?.length}`, records?.length > 0);
}

const personal = {
  'an e-mail address': 'kim.minsu@example.com',
  'a phone number': '010-2345-6789',
  'a resident number': '900101-1234568',
  'a card number': '4111 1111 1111 1111',
  'a key': ['AKIA', 'QWERTYUIOPASDFGH'].join(''),
  'a password': 'password: hunter2-horse',
};

/** Checklist item 7-2. */
export async function* masking(context: CheckContext): AsyncGenerator<Evidence> {
  const body = Object.values(personal).join(', ');
  const attempts = [
    ['search_policy', { query: body.slice(0, 100) }],
    ['create_ticket', { title: 'Not to be created', body }],
  ] as const;
  for (const [tool, args] of attempts) {
    const recorded = await recordedCall(context, 'worker', tool, args);
    const text = JSON.stringify(recorded ?? {});
    const exposed = Object.entries(personal).filter(([, value]) => text.includes(value.split(': ').at(-1)!));
    const problems =
      recorded?.record.input === undefined ? ['the record has no input'] : exposed.map(([kind]) => kind);
    const what = `personal data in the audit record of ${tool} (${Object.keys(personal).join(', ')})`;
    yield noProblems(what, problems, `none: ${JSON.stringify(recorded?.record.input)}`);
  }
}
