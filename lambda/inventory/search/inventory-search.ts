import { fold } from '../../text/words.ts';
import type { InventoryItem } from '../item.ts';
import { queryWordsOf } from './item-query.ts';
import { scoreOf, searchedItem } from './item-score.ts';
import type { ItemText } from './item-text.ts';
import { createSuggestions } from './suggestions.ts';

export interface InventorySearch {
  /** Those present, as the data spells them, in alphabetical order. */
  readonly categories: readonly string[];
  find(search: InventoryQuery): InventoryFound;
}

export interface InventoryQuery {
  /** Each of its words has to be in an item's name, category, location or id. Absent or blank: any item. */
  readonly query?: string | undefined;
  /** One of the categories, in any case and width. */
  readonly category?: string | undefined;
  /** `quantity` is ascending; equal items are in the order of their ids either way. */
  readonly sort?: 'relevance' | 'quantity' | undefined;
}

export interface InventoryFound {
  /** All that match. */
  readonly items: readonly InventoryItem[];
  /** A sentence on what to search instead, when nothing matches. */
  readonly suggestion?: string;
}

/** Builds what the search needs once for a list of items; a search is then one pass over them. */
export function createInventorySearch(items: readonly InventoryItem[]): InventorySearch {
  const texts = new Map<string, ItemText>();
  const searched = items.map((item) => searchedItem(item, texts)).sort((a, b) => byId(a.item, b.item));
  const categories = categoriesOf(items);
  const suggestions = createSuggestions(searched, categories);

  function find({ query = '', category, sort = 'relevance' }: InventoryQuery): InventoryFound {
    const words = queryWordsOf(query, suggestions.isKnown);
    const wanted = category === undefined ? undefined : fold(category);
    const matching = searched.flatMap((candidate) => {
      const score = scoreOf(candidate, words);
      return score === undefined ? [] : [{ ...candidate, score }];
    });
    const found = matching.filter((candidate) => wanted === undefined || candidate.category === wanted);
    if (found.length === 0) {
      return { items: [], suggestion: suggestions.instead({ words, wanted, elsewhere: matching.length }) };
    }
    found.sort((a, b) => (sort === 'quantity' ? a.item.quantity - b.item.quantity : b.score - a.score));
    return { items: found.map(({ item }) => item) };
  }

  return { categories, find };
}

function categoriesOf(items: readonly InventoryItem[]): string[] {
  return [...new Map(items.map(({ category }) => [fold(category), category])).values()].sort();
}

function byId(a: InventoryItem, b: InventoryItem): number {
  return a.item_id < b.item_id ? -1 : 1;
}
