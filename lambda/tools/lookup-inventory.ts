import * as z from 'zod';
import { ToolError } from '../errors/tool-error.ts';
import { itemStatuses } from '../inventory/item.ts';
import { defineTool, readOnly } from '../mcp/definitions/define-tool.ts';
import { quote } from '../redaction/quote-input.ts';
import { choice, cursor, nextCursor, pageSize, text } from '../schemas/fields.ts';
import { fold } from '../text/words.ts';

const item = z.object({
  item_id: z.string(),
  name: z.string(),
  category: z.string(),
  quantity: z.number().int(),
  location: z.string(),
  status: z.enum(itemStatuses),
  last_updated: z.string(),
  low_stock: z.boolean().describe('Fewer than the low-stock mark (10 unless configured)'),
});

export const lookupInventory = defineTool({
  name: 'lookup_inventory',
  title: 'Look up inventory',
  description:
    'Finds equipment in stock by name, category or location, with quantities; every word has to match, Korean or English. ' +
    'Use it for "how many laptops are left?" or 노트북 재고. Not for who owns a device, and it orders nothing: to ask for equipment, use create_ticket next.',
  scope: 'read',
  limit: { perMinute: 30 },
  cache: { seconds: 60 },
  annotations: readOnly,

  input: z.strictObject({
    query: text(1, 100)
      .optional()
      .describe('Words to find, such as "macbook pangyo"; leave out to list everything'),
    category: text(1, 60).optional().describe('Only this category, such as "laptop"'),
    sort: choice(['relevance', 'quantity'])
      .default('relevance')
      .describe('relevance if left out; quantity lists the scarcest first'),
    limit: pageSize(50, 10),
    cursor,
  }),
  output: z.object({
    query: z.string().nullable(),
    total: z.number().int().describe('All matches, not only this page'),
    items: z.array(item),
    next_cursor: nextCursor,
    suggestion: z.string().optional(),
  }),

  async run({ query, category, sort, limit }, { services, position }) {
    const { search } = await services.referenceData.inventory();
    const found = search.find({
      query,
      category: category && knownCategory(category, search.categories),
      sort,
    });
    const start = Number(position ?? 0);
    const end = start + limit;
    const { lowStockBelow } = services.config;
    return {
      query: query ?? null,
      total: found.items.length,
      items: found.items
        .slice(start, end)
        .map((entry) => ({ ...entry, low_stock: entry.quantity < lowStockBelow })),
      ...(end < found.items.length && { next_cursor: String(end) }),
      ...(found.suggestion && { suggestion: found.suggestion }),
    };
  },
});

function knownCategory(category: string, categories: readonly string[]): string {
  const known = categories.find((entry) => fold(entry) === fold(category));
  if (known) return known;
  throw new ToolError(
    'INVALID_ARGUMENT',
    `category: there is no category ${quote(category)}.`,
    `Use one of: ${categories.join(', ')}; or put the word into query.`,
  );
}
