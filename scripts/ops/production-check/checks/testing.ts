import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { createWireDefinitions } from '../../../../lambda/mcp/methods/wire-definitions.ts';
import { registry } from '../../../../lambda/registry.ts';
import type { CheckContext } from '../context/check-context.ts';
import { type Evidence, seen } from '../context/evidence.ts';
import type { Json } from '../context/target-server.ts';

const security = /^test\/(?:security|auth)\//;
/** What goes through a running server, a real client, or a program. */
const integration =
  /^test\/(?:protocol|local|container|infra|backup|import|check-production|observe)\/|^test\/(?:start|user-story|store-outage|canary)/;

async function* passed(
  { testReport }: CheckContext,
  belongs: (name: string) => boolean,
): AsyncGenerator<Evidence> {
  const { source, files, expected } = await testReport();
  const ran = files.filter(({ name }) => belongs(name));
  const failed = ran.filter((file) => file.failed > 0).map(({ name }) => name);
  const tests = ran.reduce((sum, file) => sum + file.passed, 0);
  const answer = `${tests} tests passed in ${ran.length} files, failed: ${failed.join(', ') || 'none'}`;
  yield seen(source, answer, tests > 0 && failed.length === 0);
  const missing = expected.filter((name) => belongs(name) && !ran.some((file) => file.name === name));
  yield seen('test files that did not run', missing.join(', ') || 'none', missing.length === 0);
}

/** 5-1 */
export async function* unitTests(context: CheckContext): AsyncGenerator<Evidence> {
  yield* passed(context, (name) => !security.test(name) && !integration.test(name));

  // The tests are about this checkout, so the server has to run the same tools.
  const { server, identities } = context;
  const { json } = await server.request('tools/list', {}, { token: await identities.token('worker') });
  const served = new Map(json?.result?.tools?.map((tool: Json) => [tool.name, tool]) ?? []) as Map<
    string,
    Json
  >;
  const different = createWireDefinitions(registry).tools.filter(({ scope, wire }) => {
    if (scope === 'admin') return false;
    const { inputSchema, description } = served.get(wire.name) ?? {};
    return (
      JSON.stringify(inputSchema) !== JSON.stringify(wire.inputSchema) || description !== wire.description
    );
  });
  const names = different.map(({ wire }) => wire.name).join(', ');
  yield seen('tools that differ between the server and the tested code', names || 'none', names === '');
}

/** 5-2 */
export async function* integrationTests(context: CheckContext): AsyncGenerator<Evidence> {
  yield* passed(context, (name) => integration.test(name));
  yield* createsOnce(context);
  for (const generation of ['2026-07-28', '2025'] as const) {
    const client = new Client(
      { name: 'check-production', version: '1.0.0' },
      generation === '2025' ? {} : { versionNegotiation: { mode: 'auto' } },
    );
    const headers = { authorization: `Bearer ${await context.identities.token('worker')}` };
    await client.connect(
      new StreamableHTTPClientTransport(new URL(context.server.url), { requestInit: { headers } }),
    );
    const { tools } = await client.listTools();
    const found = (await client.callTool({
      name: 'lookup_inventory',
      arguments: { query: '노트북' },
    })) as Json;
    const { contents } = await client.readResource({ uri: 'policy://index' });
    const { messages } = await client.getPrompt({
      name: 'ticket_summary',
      arguments: { ticket_type: 'incident' },
    });
    await client.close();
    const total = found.structuredContent?.total;
    yield seen(
      `an official client of ${generation}`,
      `${tools.length} tools, ${total} items for 노트북, ${contents.length} resource, ${messages.length} message(s)`,
      tools.length > 0 && typeof total === 'number' && contents.length === 1 && messages.length > 0,
    );
  }
}

/** However often a ticket is requested, one exists; it is then moved to its end. */
async function* createsOnce({ server, identities, ticket }: CheckContext): AsyncGenerator<Evidence> {
  const token = await identities.token('worker');
  const { id, draft, answers } = await ticket();
  const again = await server.callTool(token, 'create_ticket', draft);
  const told = [...answers, again].map(({ structured, error }) =>
    error ? error.code : `${structured?.status} ${structured?.ticket?.ticket_id}`,
  );
  const expected = [`created ${id}`, `duplicate ${id}`, `duplicate ${id}`];
  yield seen(
    'the same create_ticket three times',
    told.join(', '),
    told.toSorted().join() === expected.join(),
  );

  const moves: string[] = [];
  for (const status of ['in_progress', 'resolved', 'closed']) {
    const { structured, error } = await server.callTool(token, 'update_ticket_status', {
      ticket_id: id,
      status,
    });
    moves.push(error?.code ?? structured?.ticket?.status);
  }
  yield seen(`${id} to its end`, moves.join(' → '), moves.join() === 'in_progress,resolved,closed');
}

/** 5-3 */
export async function* securityTests(context: CheckContext): AsyncGenerator<Evidence> {
  yield* passed(context, (name) => security.test(name));

  const { server, identities } = context;
  const token = await identities.token('worker');
  const attacks: [string, object][] = [
    ['an argument constructor', { query: 'laptop', constructor: { prototype: { admin: true } } }],
    ['a query that is an operator', { query: { $ne: null } }],
    ['a query of 100,000 characters', { query: 'a'.repeat(100_000) }],
    ['a cursor of another caller', { query: 'laptop', cursor: 'eyJhIjoxfQ.AAAA' }],
  ];
  for (const [what, args] of attacks) {
    const { error, status } = await server.callTool(token, 'lookup_inventory', args);
    yield seen(what, error?.code ?? `${status}, let through`, error?.code === 'INVALID_ARGUMENT');
  }
  const nested = await server.post(`${'['.repeat(50_000)}${']'.repeat(50_000)}`, { token });
  yield seen('JSON nested 50,000 deep', `${nested.status}`, nested.status === 400);
}
