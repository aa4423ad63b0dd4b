import type { Text } from '../../text/language.ts';
import { messages } from '../../text/messages.ts';
import { filterItems, readQuery } from '../filter-items.ts';
import type { InventoryItem } from '../item.ts';
import type { InventoryFound, InventoryQuery, InventorySearch } from './inventory-search.ts';

export interface LookUp extends InventoryQuery {
  readonly location?: string | undefined;
  readonly department?: string | undefined;
  /** Only low stock, even when the query does not ask for it. */
  readonly lowStock?: boolean | undefined;
  readonly lowStockBelow: number;
}

export interface LookedUp {
  readonly items: readonly InventoryItem[];
  readonly suggestion: Text | undefined;
  readonly missed: InventoryFound['missed'];
}

/** Searches for the words of a query and applies the filters in it: floor, exclusion, low stock. */
export function lookUp(search: InventorySearch, { location, department, ...query }: LookUp): LookedUp {
  const read = readQuery(query.query ?? '');
  const runsLow = query.lowStock || read.isLow || read.isOutOfStock;
  // A question about low stock is answered with the lowest quantities first.
  const sort = runsLow ? 'quantity' : query.sort;
  const found = findAny(search, { query: read.rest, category: query.category, sort });
  const low = filterItems(found.items, {
    location: [location, ...read.floors].join(' '),
    department,
    below: runsLow ? query.lowStockBelow : undefined,
  });
  const none = read.isOutOfStock ? low.filter(({ quantity }) => quantity === 0) : [];
  const items = withoutOthers(none.length > 0 ? none : low, read.without, search);
  const suggestion =
    items.length === 0 && found.items.length > 0
      ? messages.matchWithoutFilters(found.items.length)
      : found.suggestion;
  return { items, suggestion, missed: found.missed };
}

/** For `키보드랑 마우스`: when no item matches both, returns the items that match either. */
function findAny(search: InventorySearch, query: InventoryQuery): InventoryFound {
  const found = search.find(query);
  const parts = query.query?.split(conjunction) ?? [];
  if (found.items.length > 0 || parts.length === 1) return found;
  const each = parts.map((part) => search.find({ ...query, query: part }));
  if (each.some(({ items }) => items.length === 0)) return found;
  const items = [...new Set(each.flatMap((one) => one.items))];
  if (query.sort === 'quantity') items.sort((a, b) => a.quantity - b.quantity);
  return { items, missed: each.flatMap(({ missed }) => missed) };
}

const conjunction =
  /(?<=[가-힣])(?:이랑|랑|하고|[와과])\s+|\s+(?:및|또는|그리고|and|or|&)\s+|\s*[,/]\s+|(?<=[가-힣])\/(?=[가-힣])/iu;

function withoutOthers(
  items: readonly InventoryItem[],
  query: string,
  search: InventorySearch,
): readonly InventoryItem[] {
  if (!query) return items;
  const others = new Set(search.find({ query }).items);
  const left = items.filter((item) => !others.has(item));
  return left.length > 0 ? left : items;
}
