import { once } from 'node:events';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { tools } from '../../../../lambda/tools/index.ts';
import { as, type CheckContext } from '../context/check-context.ts';
import { type Evidence, evidenceOf, hasStatus } from '../context/evidence.ts';
import type { Answer } from '../context/target-server.ts';

/** Checklist item 2-1. */
export async function* errorHandling(context: CheckContext): AsyncGenerator<Evidence> {
  const { server, promptMs } = context;
  const { token, request, call } = await as(context, 'worker');
  const authorization = `Bearer ${token}`;
  const text = { 'content-type': 'text/plain' };
  const future = { 'mcp-protocol-version': '2099-01-01' };
  const wrong: [string, number, number | undefined, () => Promise<Answer>][] = [
    ['GET /mcp', 405, undefined, () => server.get('/mcp', { headers: { authorization } })],
    ['a path that does not exist', 404, undefined, () => server.get('/no-such-path')],
    ['an incomplete JSON object', 400, -32700, () => server.post('{"jsonrpc":"2.0","id":1,', { token })],
    ['text/plain', 415, undefined, () => server.post('hi', { token, headers: text })],
    ['an unknown method', 404, -32601, () => request('no/such/method', {}, { modern: true })],
    ['an unknown protocol revision', 400, undefined, () => request('tools/list', {}, { headers: future })],
  ];
  for (const [what, expected, code, send] of wrong) {
    const { status, json, ms } = await send();
    const message = String(json?.error?.message ?? '');
    const isExplained = message.length > 10 && (!code || json?.error?.code === code);
    yield evidenceOf(
      what,
      `${status} in ${ms} ms: ${message}`,
      status === expected && isExplained && ms <= promptMs,
    );
  }
  const { error } = await call('get_ticket', { ticket_id: 'TKT-999999999' });
  yield evidenceOf(
    'a ticket that does not exist',
    error,
    error?.code === 'NOT_FOUND' && error.hint.length > 10,
  );

  // A client that stops in the middle of its request must not delay other clients.
  const headers = { 'content-type': 'application/json', 'content-length': '1000', authorization };
  const requestTo = server.url.startsWith('https:') ? requestHttps : requestHttp;
  const stalled = requestTo(server.url, { method: 'POST', headers });
  stalled.on('error', () => {}); // the check below or the server closes the connection
  stalled.write('{"jsonrpc":');
  try {
    await once(stalled, 'socket');
    const { status, ms } = await request('tools/list');
    const holds = status === 200 && ms <= promptMs;
    yield evidenceOf('tools/list while another request hangs', `${status} in ${ms} ms`, holds);
  } finally {
    stalled.destroy();
  }
}

const callerPerMinute = 100;
/** Must be high enough to exceed the limit faster than it refills. */
const together = 10;
const mostRounds = 40;

/** Checklist item 2-2. */
export async function* rateLimits(context: CheckContext): AsyncGenerator<Evidence> {
  const { limit_overrides_per_minute: overrides } = await context.configuration();
  const declared = Object.fromEntries(tools.map(({ name, limit }) => [name, limit.perMinute]));
  for (const [name, limit] of Object.entries({ caller: callerPerMinute, ...declared })) {
    const effective = overrides[name] ?? limit;
    yield evidenceOf(
      `the limit of ${name}, declared as ${limit} per minute`,
      `${effective}`,
      effective <= limit,
    );
  }
  const [other, worker] = [await as(context, 'other'), await as(context, 'worker')];
  const perMinute = declared.search_policy!;
  const search = ({ call }: typeof other) => call('search_policy', { query: 'vpn' });
  const perTool = await callUntil(
    ({ error }) => error?.code === 'RATE_LIMITED',
    () => search(other),
    perMinute,
  );
  yield evidenceOf(
    `repeated search_policy by one person, ${perMinute} per minute`,
    `${perTool.admitted} answered, then ${perTool.refused?.error?.message ?? 'no refusal'}`,
    perTool.holds && /\d+ second/.test(perTool.refused?.error?.hint ?? ''),
  );
  const elsewhere = await other.call('list_tickets');
  yield evidenceOf('another tool for the same person', elsewhere.error?.code ?? 'answered', !elsewhere.error);
  const otherPerson = await search(worker);
  yield evidenceOf(
    'the same tool for another person',
    otherPerson.error?.code ?? 'answered',
    !otherPerson.error,
  );

  // An unknown tool counts towards the limit, and reads no data.
  const unknown = () => other.request('tools/call', { name: 'no_such_tool', arguments: {} });
  const total = await callUntil(({ status }) => status === 429, unknown, callerPerMinute);
  const wait = Number(total.refused?.headers.get('retry-after'));
  yield evidenceOf(
    `all calls of one person, ${callerPerMinute} per minute`,
    `${total.admitted} answered, then ${total.refused?.status ?? 'no refusal'}, Retry-After ${wait}`,
    total.holds && wait >= 1 && wait <= 60,
  );
  yield hasStatus('another person at the same time', await worker.request('ping'), 200);
}

/**
 * Calls until the limit rejects a call. The check passes if no more calls were allowed than the limit permits in the
 * elapsed time.
 */
async function callUntil<A>(isRefused: (answer: A) => boolean, call: () => Promise<A>, perMinute: number) {
  const startedAt = Date.now();
  const allowed = () => perMinute * (1 + (Date.now() - startedAt) / 60_000) + 1;
  let admitted = 0;
  for (let round = 1; ; round += 1) {
    const answers = await Promise.all(Array.from({ length: together }, call));
    const refused = answers.find(isRefused);
    admitted += answers.filter((answer) => !isRefused(answer)).length;
    if (refused || admitted > allowed() || round === mostRounds)
      return { admitted, refused, holds: !!refused && admitted <= allowed() };
  }
}

/** API Gateway's timeout, minus the time for sending the answer. */
const longestDeadlineMs = 28_000;
const graceMs = 2_000;

/** Checklist item 2-3. */
export async function* timeouts(context: CheckContext): AsyncGenerator<Evidence> {
  const { request_deadline_ms: deadline } = await context.configuration();
  yield evidenceOf('the deadline of a request', `${deadline} ms`, deadline <= longestDeadlineMs);
  if (deadline > longestDeadlineMs) return;

  const admin = await as(context, 'admin');
  const startedAt = Date.now();
  const { ended_by, ended_after_ms } = await admin.read('ops://deadline');
  const ms = Date.now() - startedAt;
  yield evidenceOf(
    'ops://deadline, a request without an end',
    `ended by ${ended_by} after ${ended_after_ms} ms, answered after ${ms} ms`,
    ended_by === 'deadline' && ended_after_ms <= deadline + graceMs && ms <= deadline + 2 * graceMs,
  );
}
