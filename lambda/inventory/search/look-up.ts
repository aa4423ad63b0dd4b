import type { Text } from '../../text/language.ts';
import { messages } from '../../text/messages.ts';
import { filterItems, readQuery } from '../filter-items.ts';
import type { InventoryItem } from '../item.ts';
import type { InventoryFound, InventoryQuery, InventorySearch } from './inventory-search.ts';

export interface LookUp extends InventoryQuery {
  readonly location?: string | undefined;
  readonly department?: string | undefined;
  /** Only what runs low, whether the query says so or not. */
  readonly lowStock?: boolean | undefined;
  readonly lowStockBelow: number;
}

export interface LookedUp {
  readonly items: readonly InventoryItem[];
  readonly suggestion: Text | undefined;
  readonly missed: InventoryFound['missed'];
}

/** Searches with the words of a query, and filters by what else it says: a floor, what is not meant, a low stock. */
export function lookUp(search: InventorySearch, { location, department, ...query }: LookUp): LookedUp {
  const read = readQuery(query.query ?? '');
  const runsLow = query.lowStock || read.isLow || read.isOutOfStock;
  // Who asks for what runs low wants to see the scarcest first.
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

/** `키보드랑 마우스`: where no item is both, those that are one of them. */
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
