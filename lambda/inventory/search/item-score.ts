import { fold } from '../../text/words.ts';
import type { InventoryItem } from '../item.ts';
import type { QueryWord, Requirement } from './item-query.ts';
import { fitOf, type ItemText, itemText } from './item-text.ts';

export interface SearchedItem {
  readonly item: InventoryItem;
  /** Folded. */
  readonly category: string;
  readonly fields: readonly Field[];
  /** The compact texts of all fields, for a quick no: most terms are in few items. */
  readonly everything: string;
}

interface Field {
  readonly text: ItemText;
  readonly points: Points;
}

/** What a term counts in a field, by its fit. */
type Points = readonly [none: 0, inside: number, beginning: number, words: number, all: number];

// A category says what a thing is: a laptop's counts more than the name of a laptop sleeve.
const points = {
  item_id: [0, 0, 1, 2, 12],
  name: [0, 3, 5, 6, 10],
  category: [0, 2, 4, 5, 8],
  location: [0, 1, 2, 3, 4],
} as const satisfies Record<string, Points>;

/** What a match in a further field adds. */
const furtherField = 0.1;

/** `texts` keeps what was read already: categories and places are those of many items. */
export function searchedItem(item: InventoryItem, texts: Map<string, ItemText>): SearchedItem {
  const fields = (['item_id', 'name', 'category', 'location'] as const).map((name) => ({
    text: textOf(item[name], texts),
    points: points[name],
  }));
  return {
    item,
    category: fold(item.category),
    fields,
    everything: fields.map(({ text }) => text.compact).join('\n'),
  };
}

function textOf(text: string, texts: Map<string, ItemText>): ItemText {
  const known = texts.get(text) ?? itemText(text);
  texts.set(text, known);
  return known;
}

/** How well an item matches all the words, each alone or joined with its neighbours; undefined when it doesn't. */
export function scoreOf(item: SearchedItem, words: readonly QueryWord[]): number | undefined {
  /** By how many words have been matched so far. */
  const best: (number | undefined)[] = [0];
  for (let at = 0; at < words.length; at += 1) {
    const before = best[at];
    if (before === undefined) continue;
    words[at]!.requirements.forEach((requirement, more) => {
      const score = requirementScore(item, requirement);
      const next = at + more + 1;
      if (score > 0) best[next] = Math.max(best[next] ?? 0, before + score * (more + 1));
    });
  }
  return best[words.length];
}

/** The score of the best term, or else of the worst part when each of them matches; 0 is no match. */
function requirementScore(item: SearchedItem, { terms, parts }: Requirement): number {
  let best = 0;
  for (const term of terms) best = Math.max(best, termScore(item, term));
  if (best > 0 || parts.length === 0) return best;
  return Math.min(...parts.map((part) => requirementScore(item, part)));
}

function termScore({ fields, everything }: SearchedItem, term: string): number {
  if (!everything.includes(term)) return 0;
  let best = 0;
  let sum = 0;
  for (const { text, points } of fields) {
    const score = points[fitOf(text, term)];
    best = Math.max(best, score);
    sum += score;
  }
  return best + furtherField * (sum - best);
}
