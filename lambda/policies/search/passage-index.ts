import MiniSearch from 'minisearch';
import { bigramsOf, indexTerms, isHangul } from '../../text/words.ts';
import type { SearchedPolicy } from './policy-score.ts';

/** The best passage of a policy for a query. */
export interface FoundPassage {
  readonly document: SearchedPolicy;
  readonly section: SearchedPolicy['passages'][number];
  /** BM25 over title, tags, heading and text, times the number of terms found; comparable within one query. */
  readonly score: number;
  /** Those terms of the query that are in it. */
  readonly terms: ReadonlySet<string>;
}

/** Finds the passages of policies by the stems of a query; one passage a policy, the best. */
export type PassageIndex = (stems: readonly string[]) => readonly FoundPassage[];

const boost = { title: 1.5, tags: 1, heading: 2, text: 1 };

export function createPassageIndex(documents: readonly SearchedPolicy[]): PassageIndex {
  const passages = documents.flatMap((document) =>
    document.passages.map((section) => ({ document, section })),
  );
  const engine = new MiniSearch({
    fields: Object.keys(boost),
    tokenize: indexTerms,
    processTerm: asLetters,
    searchOptions: { boost, prefix: isSyllable },
  });
  engine.addAll(
    passages.map(({ document: { policy }, section: { heading, text } }, id) => {
      return { id, title: policy.title, tags: policy.tags.join('\n'), heading, text };
    }),
  );

  return (stems) => {
    const terms = [...new Set(stems.flatMap(queryTerms))];
    const best = new Map<SearchedPolicy, FoundPassage>();
    // Best first, so the first passage of a policy is its best.
    for (const { id, score, queryTerms } of engine.search(terms.join(' '), { tokenize: () => terms })) {
      const { document, section } = passages[id]!;
      if (!best.has(document)) best.set(document, { document, section, score, terms: new Set(queryTerms) });
    }
    return [...best.values()];
  };
}

function isSyllable(term: string): boolean {
  return isHangul(term) && term.normalize('NFC').length === 1;
}

/** The terms of the index that a stem is searched by. */
export function queryTerms(stem: string): string[] {
  return (isHangul(stem) ? bigramsOf(stem) : [stem]).map(asLetters);
}

/** The index is a tree that is searched letter by letter: thousands of different syllables at its root would make it slow. */
function asLetters(term: string): string {
  return term.normalize('NFD');
}
