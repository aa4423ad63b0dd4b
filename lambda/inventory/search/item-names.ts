import type { Synonyms } from '../../text/synonyms.ts';
import { termsOf } from '../../text/terms.ts';
import { fold, wordsOf } from '../../text/words.ts';
import type { InventoryItem } from '../item.ts';

/** Other names of items and categories: `맥북` for a MacBook, `노트북` for laptop. */
export interface ItemNames {
  /** Finds a category by its name (case, character width and plural are ignored) or by a synonym. */
  categoryNamed(word: string): string | undefined;
  wordsOfCategory(category: string): readonly string[];
  /** The words of its name and category, with synonyms. */
  wordsOfItem(item: Pick<InventoryItem, 'name' | 'category'>): readonly string[];
}

export function createItemNames(categories: readonly string[], synonyms: Synonyms): ItemNames {
  const ofCategory = new Map(categories.map((category) => [category, namesOf(category)]));

  function namesOf(text: string): readonly string[] {
    const words = wordsOf(text).map((word) => ({ text: word, terms: termsOf(word) }));
    const found = synonyms.lookUp(words).filter(({ isBroader }) => !isBroader);
    return [...new Set([text, ...found.flatMap((synonym) => synonym.text ?? [])])];
  }

  return {
    categoryNamed(word) {
      const spellings = [fold(word), fold(word).replace(/(?<=[a-z]{3})s$/, '')];
      const has = (names: readonly string[]) => names.some((name) => spellings.includes(fold(name)));
      return (
        categories.find((category) => has([category])) ??
        categories.find((category) => has(ofCategory.get(category)!))
      );
    },
    wordsOfCategory: (category) => ofCategory.get(category) ?? [category],
    wordsOfItem: ({ name, category }) => [
      ...new Set([name, ...name.split(' ').flatMap(namesOf), ...(ofCategory.get(category) ?? [])]),
    ],
  };
}
