import { type InventoryItem, isLowOnStock } from '../inventory/item.ts';
import type { Resource } from '../mcp/definitions/define-resource.ts';
import { fold } from '../text/words.ts';

export const inventoryStatus: Resource = {
  uri: 'inventory://status',
  name: 'inventory-status',
  title: 'Stock at a glance',
  description: 'How many items and pieces there are by category and by status, and what runs low.',
  mimeType: 'application/json',
  scope: 'read',
  async read(_variables, { services }) {
    const { items } = await services.referenceData.inventory();
    const low = items.filter((item) => isLowOnStock(item, services.config.lowStockBelow));
    return JSON.stringify({
      items: items.length,
      quantity: sum(items),
      by_category: grouped(items, (item) => item.category),
      by_status: grouped(items, (item) => item.status),
      low_stock_below: services.config.lowStockBelow,
      low_stock: low.map(({ item_id, name, quantity }) => ({ item_id, name, quantity })),
    });
  },
};

/** The format that the import accepts. */
const itemIdPattern = /^[A-Za-z0-9][\w.-]{0,63}$/;

export const inventoryItem: Resource = {
  uri: 'inventory://{item_id}',
  name: 'inventory-item',
  title: 'An item in stock',
  description: 'One item with its quantity and location.',
  mimeType: 'application/json',
  scope: 'read',
  async read({ item_id = '' }, { services }) {
    if (!itemIdPattern.test(item_id)) return undefined;
    const { items } = await services.referenceData.inventory();
    const isSame = (item: InventoryItem) => item.item_id.toLowerCase() === item_id.toLowerCase();
    const found = items.find((item) => item.item_id === item_id) ?? items.find(isSame);
    return (
      found && JSON.stringify({ ...found, low_stock: isLowOnStock(found, services.config.lowStockBelow) })
    );
  },
};

export const inventoryCategory: Resource = {
  uri: 'inventory://category/{category}/items',
  name: 'inventory-category',
  title: 'Items of a category',
  description: 'All items of one category, such as laptop or 노트북.',
  mimeType: 'application/json',
  scope: 'read',
  async read({ category = '' }, { services }) {
    const { items, search } = await services.referenceData.inventory();
    const known = search.names().categoryNamed(decoded(category));
    if (known === undefined) return undefined;
    const found = items
      .filter((item) => fold(item.category) === fold(known))
      .map((item) => ({ ...item, low_stock: isLowOnStock(item, services.config.lowStockBelow) }));
    return JSON.stringify({ category: known, items: found.length, quantity: sum(found), list: found });
  },
};

/** Clients percent-encode the variables of a URI; a variable with invalid encoding matches nothing. */
function decoded(variable: string): string {
  try {
    return decodeURIComponent(variable);
  } catch {
    return '';
  }
}

function grouped(items: readonly InventoryItem[], by: (item: InventoryItem) => string) {
  const groups = Map.groupBy(items, by);
  return Object.fromEntries(
    [...groups].map(([name, group]) => [name, { items: group.length, quantity: sum(group) }]),
  );
}

function sum(items: readonly InventoryItem[]): number {
  return items.reduce((total, item) => total + item.quantity, 0);
}
