import { quoted } from '../../text/nearest-words.ts';
import { fold } from '../../text/words.ts';
import type { InventoryItem } from '../item.ts';
import { type ItemQuery, isFoundIn } from './item-query.ts';

interface Missed {
  readonly query: ItemQuery;
  /** Folded. */
  readonly category: string | undefined;
  /** How many items match the words in other categories. */
  readonly elsewhere: number;
  readonly isKnown: (term: string) => boolean;
}

/** More would make the sentence unreadable. */
const mostWords = 5;

/** What to say when nothing was found. */
export function suggestionFor(
  { query, category, elsewhere, isKnown }: Missed,
  items: readonly InventoryItem[],
  categories: readonly string[],
): string {
  const list =
    categories.length > 0 ? `The categories are ${categories.join(', ')}.` : 'The inventory is empty.';
  if (elsewhere > 0) {
    if (!items.some((item) => fold(item.category) === category)) return `There is no such category. ${list}`;
    const found = elsewhere === 1 ? '1 item matches' : `${elsewhere} items match`;
    return `Nothing in this category matches; ${found} in others. Leave the category out.`;
  }
  const { words } = query;
  const unknown = words
    .filter(({ requirements }) => !isFoundIn(requirements[0]!, isKnown))
    .slice(0, mostWords);
  if (unknown.length === 0)
    return words.length > 0 ? `No item has all of these words. Use fewer. ${list}` : list;
  return `Nothing matches ${quoted(unknown.map(({ text }) => text))}. ${list}`;
}
