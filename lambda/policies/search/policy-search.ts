import { createNearestWords, type NearestWords, quoted } from '../../text/nearest-words.ts';
import { isHangul, queryStems, stemOf, wordsOf } from '../../text/words.ts';
import type { Policy } from '../policy.ts';
import { createPassageIndex, type FoundPassage, queryTerms } from './passage-index.ts';
import { pointsOf, searchedPolicy, weightsOf } from './policy-score.ts';
import { snippetOf } from './snippet.ts';

export { findSection, sectionsOf } from './sections.ts';

export interface PolicySearch {
  /** All policies that match, best first. Never throws, whatever the query. */
  find(query: string): PoliciesFound;
}

export interface PoliciesFound {
  readonly hits: readonly PolicyHit[];
  /** A sentence on what to search instead, when nothing matches. */
  readonly suggestion?: string;
}

export interface PolicyHit {
  readonly doc_id: string;
  readonly title: string;
  readonly tags: readonly string[];
  /** Heading of the best passage; the title for text before the first heading. */
  readonly section: string;
  readonly last_updated: string;
  /**
   * 0 to 10, to two decimals. Up to 8: what the words of the query count in the policy (3 in the title, 2 in a tag,
   * 0.5 for each time in the body up to 3), averaged with more weight on rare words. Up to 2: the best passage by
   * BM25, compared with the best of all. A policy in the other language keeps three quarters.
   */
  readonly score: number;
  /** From the best passage, around the words. Made when it is read, as most hits are on a later page. */
  readonly snippet: string;
}

const passagePoints = 2;
const otherLanguage = 0.75;

/** More would make a suggestion unreadable. */
const mostWords = 5;
const mostTitles = 10;

/** Builds the index once for a list of policies. */
export function createPolicySearch(policies: readonly Policy[]): PolicySearch {
  const passages = createPassageIndex(policies.map(searchedPolicy));
  let nearest: NearestWords | undefined;

  function find(query: string): PoliciesFound {
    const stems = queryStems(query);
    const language = languageOf(query);
    const scored = scoredByWords(passages(stems), stems, policies.length);
    if (scored.length === 0) return { hits: [], suggestion: instead(query) };

    const bestPassage = Math.max(...scored.map(({ found }) => found.score));
    const hits = scored.map(({ found, points }) => {
      const score = points + passagePoints * (found.score / bestPassage);
      return hit(found, score * (found.document.policy.language === language ? 1 : otherLanguage), stems);
    });
    return { hits: hits.sort((a, b) => b.score - a.score || (a.doc_id < b.doc_id ? -1 : 1)) };
  }

  function instead(query: string): string {
    nearest ??= createNearestWords(vocabularyOf(policies));
    const near = new Set(wordsOf(query).slice(0, mostWords).flatMap(nearest));
    if (near.size > 0) return `No policy matches. The nearest words are ${quoted(near)}.`;
    if (policies.length === 0) return 'There are no policies.';
    const inLanguage = policies.filter((policy) => policy.language === languageOf(query));
    const titles = (inLanguage.length > 0 ? inLanguage : policies)
      .slice(0, mostTitles)
      .map(({ title }) => title);
    return `No policy matches. There are policies on ${quoted(titles)}.`;
  }

  return { find };
}

/** The policies with a word of the query in them, or with most of a word, such as a mistyped one. */
function scoredByWords(candidates: readonly FoundPassage[], stems: readonly string[], policies: number) {
  const points = candidates.map(({ document }) => stems.map((stem) => pointsOf(stem, document)));
  const weights = weightsOf(
    stems.map((_, word) => points.filter((inDocument) => inDocument[word]! > 0).length),
    policies,
  );
  return candidates
    .map((found, at) => ({
      found,
      points: weights.reduce((sum, weight, word) => sum + weight * points[at]![word]!, 0),
    }))
    .filter(({ found, points }) => points > 0 || stems.some((stem) => isMostlyFound(stem, found)));
}

function isMostlyFound(stem: string, { terms }: FoundPassage): boolean {
  const wanted = queryTerms(stem);
  return wanted.filter((term) => terms.has(term)).length * 2 > wanted.length;
}

function hit(
  { document: { policy }, section }: FoundPassage,
  score: number,
  stems: readonly string[],
): PolicyHit {
  return {
    doc_id: policy.doc_id,
    title: policy.title,
    tags: policy.tags,
    section: section.heading || policy.title,
    last_updated: policy.last_updated,
    score: Math.round(score * 100) / 100,
    get snippet() {
      return snippetOf(section.text, stems);
    },
  };
}

/** Words as they are written, but Korean ones without particles. */
function vocabularyOf(policies: readonly Policy[]): Set<string> {
  const words = policies.flatMap(({ title, tags, body }) => wordsOf([title, ...tags, body].join('\n')));
  return new Set(
    words.map((word) => (isHangul(word) ? stemOf(word) : word)).filter((word) => word.length > 1),
  );
}

function languageOf(query: string): Policy['language'] {
  return isHangul(query) ? 'ko' : 'en';
}
