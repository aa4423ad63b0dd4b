import type { Text } from '../../text/language.ts';
import { messages } from '../../text/messages.ts';
import { fold } from '../../text/words.ts';
import { type ItemQuery, isFoundIn } from './item-query.ts';

interface Missed {
  readonly query: ItemQuery;
  /** In folded form. */
  readonly category: string | undefined;
  /** The number of items in other categories that match the words. */
  readonly elsewhere: number;
  readonly isKnown: (term: string) => boolean;
}

/** A longer list would make the sentence unreadable. */
const mostWords = 5;

/** The message when nothing was found. */
export function suggestionFor(
  { query, category, elsewhere, isKnown }: Missed,
  categories: readonly string[],
): Text {
  const list = messages.categoriesAre(categories);
  if (elsewhere > 0) {
    const isCategory = categories.some((each) => fold(each) === category);
    return isCategory ? messages.otherCategoriesMatch(elsewhere) : messages.noCategory(list);
  }
  const { words } = query;
  const unknown = words
    .filter(({ requirements }) => !isFoundIn(requirements[0]!, isKnown))
    .slice(0, mostWords);
  if (unknown.length > 0)
    return messages.nothingMatches(
      unknown.map(({ text }) => text),
      list,
    );
  return words.length > 0 ? messages.useFewerWords(list) : list;
}
