import { randomBytes } from 'node:crypto';
import { type Evidence, seen } from '../../context/check.ts';
import type { Given } from '../../context/check-context.ts';

/** Calls made just now are on record: who, what, how it ended, found by the caller's own trace id. */
export async function* recordsEveryCall(given: Given): AsyncGenerator<Evidence> {
  const { site, people, auditRecords } = given;
  const worker = await people.token('worker');
  const reader = await people.token('reader');
  const calls = [
    ['ok', worker, 'lookup_inventory', { query: 'laptop' }],
    ['failed', worker, 'get_ticket', { ticket_id: 'TKT-999999999' }],
    ['failed', reader, 'create_ticket', { title: 'Not to be filed', body: 'Asked without the scope.' }],
  ] as const;

  for (const [outcome, token, tool, args] of calls) {
    const traceId = randomBytes(16).toString('hex');
    const traceparent = `00-${traceId}-${randomBytes(8).toString('hex')}-01`;
    await site.callTool(token, tool, args, { headers: { traceparent } });
    const records = await auditRecords(({ trace_id }) => trace_id === traceId);
    const [record] = records;
    const { time, sub, client_id, target, outcome: ended, error_code, status, ms, request_id } = record ?? {};
    yield seen(
      `the record of ${tool}, expected once and ${outcome === 'ok' ? 'ok' : 'not ok'}`,
      record ? { time, sub, client_id, target, outcome: ended, error_code, status, ms } : 'there is none',
      records.length === 1 &&
        target === tool &&
        (ended === 'ok') === (outcome === 'ok') &&
        [time, sub, client_id, request_id].every((field) => typeof field === 'string') &&
        typeof ms === 'number',
    );
  }
}
