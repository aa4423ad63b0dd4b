import type { Client } from '@modelcontextprotocol/client';
import * as z from 'zod';
import { connect } from '../connect.ts';

// Stock low → policy → ticket, without a model: node examples/pipeline/pipeline.ts [category]. Run it from a scheduler:
// the server never files the same ticket twice within 24 hours.

const stock = z.object({
  items: z.array(
    z.object({ item_id: z.string(), name: z.string(), quantity: z.number(), location: z.string() }),
  ),
});
const policies = z.object({
  results: z.array(z.object({ doc_id: z.string(), section: z.string().nullable(), snippet: z.string() })),
});
const filed = z.object({
  status: z.string(),
  ticket: z.object({ ticket_id: z.string() }),
});

/** Calls a tool and checks its result; the error of a tool says what to do. */
async function call<Result>(
  client: Client,
  schema: z.ZodType<Result>,
  name: string,
  args: Record<string, unknown>,
): Promise<Result> {
  const { isError, structuredContent, content } = await client.callTool({ name, arguments: args });
  if (isError) throw new Error(`${name}: ${JSON.stringify(content)}`);
  return schema.parse(structuredContent);
}

async function pipeline(client: Client, category: string | undefined): Promise<void> {
  const { items } = await call(client, stock, 'lookup_inventory', {
    low_stock: true,
    sort: 'quantity',
    ...(category && { category }),
  });
  if (items.length === 0) return void process.stdout.write('Nothing runs low.\n');
  process.stdout.write(`low     ${items.map(({ name, quantity }) => `${name} (${quantity})`).join(', ')}\n`);

  const { results } = await call(client, policies, 'search_policy', {
    query: '장비 구매',
    limit: 1,
  });
  const rule = results[0];
  process.stdout.write(`policy  ${rule ? `${rule.doc_id}, ${rule.section ?? 'whole'}` : 'none found'}\n`);

  const list = items.map((item) => `- ${item.item_id} ${item.name}: ${item.quantity}, ${item.location}`);
  const body = [
    'These items run low:',
    ...list,
    ...(rule ? ['', `Policy ${rule.doc_id}, ${rule.section ?? ''}:`, rule.snippet] : []),
  ];
  const { status, ticket } = await call(client, filed, 'create_ticket', {
    title: `Reorder ${items.length} items that run low${category ? ` (${category})` : ''}`,
    body: body.join('\n').slice(0, 2_000),
    priority: items.some(({ quantity }) => quantity === 0) ? 'high' : 'medium',
    confirm: true,
  });
  process.stdout.write(`ticket  ${ticket.ticket_id} (${status})\n`);
}

const client = await connect('pipeline-example');
try {
  await pipeline(client, process.argv[2]);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await client.close();
}
