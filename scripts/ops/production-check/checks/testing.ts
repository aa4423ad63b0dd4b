import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { createWireDefinitions } from '../../../../lambda/mcp/methods/wire-definitions.ts';
import { registry } from '../../../../lambda/registry.ts';
import { as, type CheckContext } from '../context/check-context.ts';
import { type Evidence, evidenceOf, hasStatus, noProblems } from '../context/evidence.ts';
import type { Json } from '../context/target-server.ts';

const security = /^test\/(?:security|auth)\//;
/** Test files that use a running server, a real client, or a program. */
const integration =
  /^test\/(?:protocol|local|container|infra|backup|import|check-production|observe)\/|^test\/(?:start|user-story|store-outage|canary)/;

async function* passed({ testReport }: CheckContext, belongs: (name: string) => boolean) {
  const { source, files, expected } = await testReport();
  const ran = files.filter(({ name }) => belongs(name));
  const failed = ran.filter((file) => file.failed > 0).map(({ name }) => name);
  const tests = ran.reduce((sum, file) => sum + file.passed, 0);
  const answer = `${tests} tests passed in ${ran.length} files, failed: ${failed.join(', ') || 'none'}`;
  yield evidenceOf(source, answer, tests > 0 && failed.length === 0);
  const names = new Set(ran.map(({ name }) => name));
  yield noProblems(
    'test files that did not run',
    expected.filter((name) => belongs(name) && !names.has(name)),
  );
}

/** Checklist item 5-1. */
export async function* unitTests(context: CheckContext): AsyncGenerator<Evidence> {
  yield* passed(context, (name) => !security.test(name) && !integration.test(name));

  // The tests belong to this checkout, so the server must offer the same tools.
  const { request } = await as(context, 'worker');
  const listed: Json[] = (await request('tools/list')).json?.result?.tools ?? [];
  const different = createWireDefinitions(registry).tools.filter(({ scope, wire }) => {
    const { inputSchema, description } = listed.find(({ name }) => name === wire.name) ?? {};
    const same = JSON.stringify(inputSchema) === JSON.stringify(wire.inputSchema);
    return scope !== 'admin' && !(same && description === wire.description);
  });
  const names = different.map(({ wire }) => wire.name);
  yield noProblems('tools that differ between the server and the tested code', names);
}

/** Checklist item 5-2. */
export async function* integrationTests(context: CheckContext): AsyncGenerator<Evidence> {
  yield* passed(context, (name) => integration.test(name));
  yield* createsOnce(context);
  const { token } = await as(context, 'worker');
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  const clientInfo = { name: 'check-production', version: '1.0.0' };
  for (const options of [{ versionNegotiation: { mode: 'auto' } }, {}] as const) {
    const client = new Client(clientInfo, options);
    await client.connect(new StreamableHTTPClientTransport(new URL(context.server.url), { requestInit }));
    const { tools } = await client.listTools();
    const found: Json = await client.callTool({ name: 'lookup_inventory', arguments: { query: '노트북' } });
    const { contents } = await client.readResource({ uri: 'policy://index' });
    const prompt = { name: 'ticket_summary', arguments: { ticket_type: 'incident' } };
    const { messages } = await client.getPrompt(prompt);
    await client.close();
    const total = found.structuredContent?.total;
    yield evidenceOf(
      `an official client of ${'versionNegotiation' in options ? '2026-07-28' : '2025'}`,
      `${tools.length} tools, ${total} items for 노트북, ${contents.length} resource, ${messages.length} message(s)`,
      tools.length > 0 && typeof total === 'number' && contents.length === 1 && messages.length > 0,
    );
  }
}

/** Concurrent requests for a ticket must create only one; the ticket is then closed. */
async function* createsOnce(context: CheckContext): AsyncGenerator<Evidence> {
  const { call } = await as(context, 'worker');
  const { id, draft, answers } = await context.ticket();
  const outcomes = [...answers, await call('create_ticket', draft)].map(
    ({ structured, error }) => error?.code ?? `${structured?.status} ${structured?.ticket?.ticket_id}`,
  );
  const once = outcomes.toSorted().join() === [`created ${id}`, `duplicate ${id}`, `duplicate ${id}`].join();
  yield evidenceOf('the same create_ticket three times', outcomes.join(', '), once);

  const moves: string[] = [];
  for (const status of ['in_progress', 'resolved', 'closed']) {
    const { structured, error } = await call('update_ticket_status', { ticket_id: id, status });
    moves.push(error?.code ?? structured?.ticket?.status);
  }
  yield evidenceOf(
    `the statuses of ${id} until it is closed`,
    moves.join(' → '),
    moves.join() === 'in_progress,resolved,closed',
  );
}

/** Checklist item 5-3. */
export async function* securityTests(context: CheckContext): AsyncGenerator<Evidence> {
  yield* passed(context, (name) => security.test(name));

  const { call, token } = await as(context, 'worker');
  const attacks = {
    'an argument named constructor': { query: 'laptop', constructor: { prototype: { admin: true } } },
    'a query that is an operator': { query: { $ne: null } },
    'a query of 100,000 characters': { query: 'a'.repeat(100_000) },
    'a cursor of another person': { query: 'laptop', cursor: 'eyJhIjoxfQ.AAAA' },
  };
  for (const [what, args] of Object.entries(attacks)) {
    const { error, status } = await call('lookup_inventory', args);
    yield evidenceOf(what, error?.code ?? `${status}, accepted`, error?.code === 'INVALID_ARGUMENT');
  }
  const nested = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  yield hasStatus('JSON nested 50,000 deep', await context.server.post(nested, { token }), 400);
}
