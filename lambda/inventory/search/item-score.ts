import type { ItemIndex } from './item-index.ts';
import type { QueryWord, Requirement } from './item-query.ts';
import { fitOf } from './item-text.ts';

/** Points by item number. */
type Scores = ReadonlyMap<number, number>;

export interface ItemScores {
  /** Whether a compact term occurs in the inventory. */
  isKnown(term: string): boolean;
  /** Scores of the items that match all words, each alone or joined with its neighbours; undefined means every item. */
  scoresOf(words: readonly QueryWord[]): Scores | undefined;
}

/** The share of the points that a match in a further field adds. */
const furtherField = 0.1;
/** Caches terms, which repeat within a search and often in the next one. */
const mostRemembered = 1_000;

export function createItemScores({ textAt, starts, allText }: ItemIndex): ItemScores {
  const remembered = new Map<string, Scores>();

  function termScores(term: string): Scores {
    const known = remembered.get(term);
    if (known) return known;
    const scores = term ? search(term) : new Map<number, number>();
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(term, scores);
    return scores;
  }

  function search(term: string): Scores {
    const best = new Map<number, number>();
    const sums = new Map<number, number>();
    const all = allText();
    for (let at = all.indexOf(term); at >= 0; at = all.indexOf(term, at)) {
      const number = lastAtOrBefore(starts, at);
      const found = textAt(number);
      const fit = fitOf(found.places, term);
      const counts = found.points[fit];
      for (const item of fit > 0 ? found.items : []) {
        best.set(item, Math.max(counts, best.get(item) ?? 0));
        sums.set(item, counts + (sums.get(item) ?? 0));
      }
      at = starts[number + 1] ?? all.length;
    }
    for (const [item, most] of best) best.set(item, most + furtherField * (sums.get(item)! - most));
    return best;
  }

  /** The score of the best term, otherwise of the weakest part when all parts match. */
  function requirementScores({ terms, parts }: Requirement): Scores {
    const [first, ...rest] = parts.map(requirementScores);
    const scores = new Map(first);
    for (const [item, score] of scores) {
      const all = rest.map((part) => part.get(item) ?? 0);
      if (all.every((other) => other > 0)) scores.set(item, Math.min(score, ...all));
      else scores.delete(item);
    }
    const byTerms = new Map<number, number>();
    for (const term of terms) {
      for (const [item, score] of termScores(term)) {
        byTerms.set(item, Math.max(score, byTerms.get(item) ?? 0));
      }
    }
    for (const [item, score] of byTerms) scores.set(item, score);
    return scores;
  }

  function scoresOf(words: readonly QueryWord[]): Scores | undefined {
    if (words.length === 0) return undefined;
    /** The best scores after each number of matched words. */
    const best: Map<number, number>[] = words.map(() => new Map());
    best.push(new Map());
    words.forEach(({ requirements }, at) => {
      if (at > 0 && best[at]!.size === 0) return;
      requirements.forEach((requirement, more) => {
        const next = best[at + more + 1]!;
        for (const [item, score] of requirementScores(requirement)) {
          const before = at === 0 ? 0 : best[at]!.get(item);
          if (before === undefined) continue;
          next.set(item, Math.max(before + score * (more + 1), next.get(item) ?? 0));
        }
      });
    });
    return best[words.length];
  }

  return { isKnown: (term) => termScores(term).size > 0, scoresOf };
}

function lastAtOrBefore(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
