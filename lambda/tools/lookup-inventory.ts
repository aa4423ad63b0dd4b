import * as z from 'zod';
import { ToolError } from '../errors/tool-error.ts';
import { type InventoryItem, isLowOnStock, itemStatuses } from '../inventory/item.ts';
import type { InventorySearch } from '../inventory/search/inventory-search.ts';
import { lookUp } from '../inventory/search/look-up.ts';
import { defineTool, readOnly } from '../mcp/definitions/define-tool.ts';
import { recordMissedWords } from '../observability/missed-words.ts';
import { quote } from '../redaction/quote-input.ts';
import { choice, cursor, nextCursor, pageSize, text, yesOrNo } from '../schemas/fields.ts';
import { messages } from '../text/messages.ts';

const item = z.object({
  item_id: z.string(),
  name: z.string(),
  category: z.string(),
  quantity: z.number().int(),
  location: z.string(),
  status: z.enum(itemStatuses),
  last_updated: z.string(),
  unit_price: z.number().optional(),
  currency: z.string().optional(),
  department: z.string().optional(),
  low_stock: z.boolean().describe('Below the mark (10 unless configured)'),
});

export const lookupInventory = defineTool({
  name: 'lookup_inventory',
  title: 'Look up inventory',
  description:
    'Finds equipment in stock by name, category or location, in Korean or English; every word that is in the stock has to match; totals count all pages. ' +
    'Use it for "how many laptops are left?" or 노트북 재고. Not for who owns a device; to ask for equipment, use create_ticket next.',
  scope: 'read',
  limit: { perMinute: 30 },
  cache: { seconds: 60 },
  annotations: readOnly,
  view: 'ui://ops-assistant/stock-chart',

  input: z.strictObject({
    query: text(1, 100).optional().describe('Such as "macbook pangyo"; all if left out'),
    category: text(1, 60).optional().describe('Such as "laptop"'),
    location: text(1, 100).optional().describe('Place or floor, such as 본사 3층'),
    department: text(1, 100).optional().describe('Only of this one'),
    low_stock: yesOrNo.optional().describe('true: only what runs low'),
    sort: choice(['relevance', 'quantity']).default('relevance').describe('quantity: the scarcest first'),
    limit: pageSize(50, 10),
    cursor,
  }),
  output: z.object({
    query: z.string().nullable(),
    total: z.number().int(),
    total_quantity: z.number().int(),
    total_low_stock: z.number().int(),
    items: z.array(item),
    next_cursor: nextCursor,
    suggestion: z.string().optional(),
  }),

  async run(
    { query, category, location, department, low_stock, sort, limit },
    { services, position, language },
  ) {
    const { search } = await services.referenceData.inventory();
    const { lowStockBelow } = services.config;
    const { items, suggestion, missed } = lookUp(search, {
      query,
      category: category && knownCategory(category, search),
      location,
      department,
      lowStock: low_stock,
      lowStockBelow,
      sort,
    });
    const isLow = (entry: InventoryItem) => isLowOnStock(entry, lowStockBelow);
    recordMissedWords(missed);
    const start = Number(position ?? 0);
    const end = start + limit;
    return {
      query: query ?? null,
      total: items.length,
      total_quantity: items.reduce((sum, { quantity }) => sum + quantity, 0),
      total_low_stock: items.filter(isLow).length,
      items: items.slice(start, end).map(({ listed_singly, ...entry }) => ({
        ...entry,
        low_stock: isLow({ ...entry, listed_singly }),
      })),
      ...(end < items.length && { next_cursor: String(end) }),
      ...(suggestion && { suggestion: suggestion[language] }),
    };
  },
});

function knownCategory(category: string, { categories, names }: InventorySearch): string {
  const known = names().categoryNamed(category);
  if (known) return known;
  throw new ToolError(
    'INVALID_ARGUMENT',
    messages.noSuchCategory(quote(category)),
    messages.useACategory(categories.join(', ')),
  );
}
