import type { MissedWord } from '../../text/concepts.ts';
import type { Text } from '../../text/language.ts';
import { createRepairs } from '../../text/repairs.ts';
import { createSynonyms, type Synonyms } from '../../text/synonyms.ts';
import { fold } from '../../text/words.ts';
import type { InventoryItem } from '../item.ts';
import { createItemIndex, type ItemIndex, itemSlice } from './item-index.ts';
import { createItemNames, type ItemNames } from './item-names.ts';
import { type ItemQuery, readItemQuery } from './item-query.ts';
import { createItemScores } from './item-score.ts';
import { rowsOf } from './packed-rows.ts';
import { suggestionFor } from './suggestions.ts';

export interface InventorySearch {
  /** Existing categories in their original spelling, in alphabetical order. */
  readonly categories: readonly string[];
  /** Built on the first call. */
  names(): ItemNames;
  find(search: InventoryQuery): InventoryFound;
}

export interface InventoryQuery {
  /**
   * Every word that occurs in the inventory must occur in an item's name, category, location or id; unknown words are
   * ignored. An absent or blank query matches every item.
   */
  readonly query?: string | undefined;
  /** One of the categories; case and character width are ignored. */
  readonly category?: string | undefined;
  /** `quantity` sorts ascending; equal items are ordered by id in both cases. */
  readonly sort?: 'relevance' | 'quantity' | undefined;
}

export interface InventoryFound {
  /** All matching items. */
  readonly items: readonly InventoryItem[];
  /** A suggestion for another search when nothing matches. */
  readonly suggestion?: Text;
  /** Words that no item contains, with their replacements. */
  readonly missed: readonly MissedWord[];
}

/** More than any word: a question about items in repair must list those first. */
const statusPoints = 100;

/** Searches an index, or builds one from a list of items. */
export function createInventorySearch(
  items: readonly InventoryItem[] | ItemIndex,
  synonyms: Synonyms = createSynonyms(),
): InventorySearch {
  const index = 'itemAt' in items ? items : buildIndex(items);
  const { isKnown, scoresOf } = createItemScores(index);
  const categories = categoriesOf(index);
  const repairs = createRepairs({ words, phrases: words });

  function* words(): Iterable<string> {
    yield* index.words();
    yield* synonyms.words();
  }

  function find({ query = '', category, sort = 'relevance' }: InventoryQuery): InventoryFound {
    const read = readItemQuery(query, { isKnown, synonyms, repairs });
    const folded = category === undefined ? undefined : fold(category);
    const matching = matchingItems(read);
    const found = matching.filter(({ item }) => folded === undefined || fold(item.category) === folded);
    const { missed } = read;
    if (found.length === 0) {
      const missing = { query: read, category: folded, elsewhere: matching.length, isKnown };
      return { items: [], suggestion: suggestionFor(missing, categories), missed };
    }
    found.sort((a, b) => (sort === 'quantity' ? a.item.quantity - b.item.quantity : b.score - a.score));
    return { items: found.map(({ item }) => item), missed };
  }

  function matchingItems({ words, status }: ItemQuery): { item: InventoryItem; score: number }[] {
    const scores = scoresOf(words);
    const numbers = scores ? [...scores.keys()].sort((a, b) => a - b) : index.items.keys();
    const found: { item: InventoryItem; score: number }[] = [];
    for (const number of numbers) {
      const item = index.itemAt(number);
      if (!scores && status && item.status !== status) continue;
      const score = (scores?.get(number) ?? 0) + (item.status === status ? statusPoints : 0);
      found.push({ item, score });
    }
    return found;
  }

  let itemNames: ItemNames | undefined;
  const names = () => (itemNames ??= createItemNames(categories, synonyms));
  return { categories, names, find };
}

function categoriesOf(index: ItemIndex): string[] {
  return [...new Map(index.categories().map((category) => [fold(category), category])).values()].sort();
}

function buildIndex(items: readonly InventoryItem[]): ItemIndex {
  const index = createItemIndex();
  const rows = [...items].sort(byId);
  index.load(itemSlice(rows), rowsOf(rows));
  return index;
}

function byId(a: InventoryItem, b: InventoryItem): number {
  return a.item_id < b.item_id ? -1 : 1;
}
