import { koreanWords } from '../../text/korean-synonyms.ts';
import { createNearestWords, type NearestWords, quoted } from '../../text/nearest-words.ts';
import { wordsOf } from '../../text/words.ts';
import { englishFor, type QueryWord, type Requirement } from './item-query.ts';
import type { SearchedItem } from './item-score.ts';
import { fitOf } from './item-text.ts';

export interface Suggestions {
  /** Whether a compact term occurs anywhere in the inventory. */
  isKnown(term: string): boolean;
  /** What to say when nothing was found; `elsewhere` counts the items that match the words in other categories. */
  instead(missed: { words: readonly QueryWord[]; wanted: string | undefined; elsewhere: number }): string;
}

/** More would make the sentence unreadable. */
const mostWords = 5;

export function createSuggestions(
  searched: readonly SearchedItem[],
  categories: readonly string[],
): Suggestions {
  const texts = new Map(searched.flatMap(({ fields }) => fields.map(({ text }) => [text.compact, text])));
  const distinct = [...texts.values()];
  const everything = distinct.map(({ compact }) => compact).join('\n');
  const list =
    categories.length > 0 ? `The categories are ${categories.join(', ')}.` : 'The inventory is empty.';
  const isKnown = (term: string) =>
    everything.includes(term) && distinct.some((text) => fitOf(text, term) > 0);
  let nearest: NearestWords | undefined;

  function instead({ words, wanted, elsewhere }: Parameters<Suggestions['instead']>[0]): string {
    if (elsewhere > 0) return inOtherCategories(wanted, elsewhere);
    const missing = words.filter(({ requirements }) => !isFound(requirements[0]!)).slice(0, mostWords);
    if (missing.length === 0)
      return words.length > 0 ? `No item has all of these words. Use fewer. ${list}` : list;

    nearest ??= createNearestWords(vocabularyOf(searched, isKnown));
    const near = new Set(missing.flatMap(({ text }) => nearest!(text)));
    const sentence = `Nothing matches ${quoted(missing.map(({ text }) => text))}.`;
    return near.size > 0 ? `${sentence} The nearest words are ${quoted(near)}.` : `${sentence} ${list}`;
  }

  function inOtherCategories(wanted: string | undefined, elsewhere: number): string {
    if (!searched.some(({ category }) => category === wanted)) return `There is no such category. ${list}`;
    const items = elsewhere === 1 ? '1 item matches' : `${elsewhere} items match`;
    return `Nothing in this category matches; ${items} in others. Leave the category out.`;
  }

  function isFound({ terms, parts }: Requirement): boolean {
    return terms.some(isKnown) || (parts.length > 0 && parts.every(isFound));
  }

  return { isKnown, instead };
}

/** The words of the items and the Korean words that stand for some of them. */
function vocabularyOf(searched: readonly SearchedItem[], isKnown: (term: string) => boolean): Set<string> {
  const words = searched.flatMap(({ item }) => wordsOf(`${item.name} ${item.category} ${item.location}`));
  const korean = Object.keys(koreanWords).filter((word) => englishFor(word).some(isKnown));
  return new Set([...words, ...korean].filter((word) => word.length > 1));
}
