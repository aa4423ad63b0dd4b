import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClientVersion, TestClient } from '../support/clients.ts';
import { startTestServer, type TestServer } from '../support/operations.ts';
import { type EvaluationRequest, fits, requests, valueAt } from './evaluation.ts';

/** A server each: what one generation files must not be a duplicate for the other. */
const generations = ['v2 2026-07-28', 'v1'] as const;
const servers = new Map<ClientVersion, TestServer>();
beforeAll(async () => {
  for (const kind of generations) servers.set(kind, await startTestServer());
});
afterAll(async () => {
  for (const server of servers.values()) await server[Symbol.asyncDispose]();
});

const admin = { subject: 'root', scope: 'read write admin' };

test('has at least 60 requests, in Korean and in English, for every tool', () => {
  const korean = requests.filter(({ ask }) => /\p{Script=Hangul}/u.test(ask));

  expect(requests.length).toBeGreaterThanOrEqual(60);
  expect(korean.length).toBeGreaterThanOrEqual(25);
  expect(requests.length - korean.length).toBeGreaterThanOrEqual(25);
});

test.each(requests.map((request, number) => ({ number, ask: request.ask, request })))(
  '$number $ask',
  async ({ request }) => {
    const [modern, legacy] = [await play(request, 'v2 2026-07-28'), await play(request, 'v1')];

    for (const [path, expected] of Object.entries(request.expect)) {
      expect(
        fits(valueAt(modern.answer, path), expected),
        `${path}: ${JSON.stringify(modern.answer).slice(0, 600)}`,
      ).toBe(true);
    }
    expect(modern.after).toMatchObject(request.after);
    expect(withoutTimes(legacy)).toEqual(withoutTimes(modern));
  },
);

/** The scripted assistant: makes the calls of the request, and looks at what is stored afterwards. */
async function play({ calls, as, scope, after }: EvaluationRequest, kind: ClientVersion) {
  const server = servers.get(kind)!;
  const client = await server.connect(kind, { subject: as, scope });
  const before = await ticketCount(server, kind);
  let answer: unknown;
  let ticket = '';
  for (const { tool, args } of calls) {
    const filled = JSON.parse(JSON.stringify(args).replaceAll('{ticket}', ticket));
    answer = await answerOf(client, tool, filled);
    ticket = String(valueAt(answer, 'ticket.ticket_id') ?? ticket);
  }
  const statuses = await Promise.all(
    Object.keys(after)
      .filter((id) => id.startsWith('TKT'))
      .map(async (id) => [id, await statusOf(server, kind, id)] as const),
  );
  const filed = (await ticketCount(server, kind)) - before;
  return { answer, after: { filed, ...Object.fromEntries(statuses) } };
}

async function answerOf(client: TestClient, name: string, args: Record<string, unknown>): Promise<unknown> {
  const { isError, structuredContent, content } = (await client.callTool({ name, arguments: args })) as {
    isError?: boolean;
    structuredContent?: unknown;
    content: { text: string }[];
  };
  return isError ? { error: JSON.parse(content[0]!.text).error.code } : structuredContent;
}

async function ticketCount(server: TestServer, kind: ClientVersion): Promise<number> {
  const root = await server.connect(kind, admin);
  return (valueAt(await answerOf(root, 'list_tickets', { limit: 100 }), 'tickets') as unknown[]).length;
}

async function statusOf(server: TestServer, kind: ClientVersion, ticket_id: string): Promise<unknown> {
  const root = await server.connect(kind, admin);
  return valueAt(await answerOf(root, 'get_ticket', { ticket_id }), 'ticket.status');
}

/** Of two servers, the clocks and the keys that sign cursors differ. */
function withoutTimes(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (name, entry) => {
    if (name === 'next_cursor') return 'cursor';
    return typeof entry === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(entry) ? 'time' : entry;
  });
}
