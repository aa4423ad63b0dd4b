import type { Policy } from '../policy.ts';
import { introductionOf, type Section, sectionsOf } from './sections.ts';
import { countable, countOf } from './word-count.ts';

/** A policy with its texts made ready for counting words in them. */
export interface SearchedPolicy {
  readonly policy: Policy;
  /** What has text, the introduction under an empty heading; at least one, so that a title alone is found too. */
  readonly passages: readonly Section[];
  readonly title: string;
  readonly tags: string;
  readonly body: string;
}

export function searchedPolicy(policy: Policy): SearchedPolicy {
  const introduction = { heading: '', text: introductionOf(policy.body) };
  const sections = sectionsOf(policy.body);
  const passages = introduction.text || sections.length === 0 ? [introduction, ...sections] : sections;
  return {
    policy,
    passages,
    title: countable(policy.title),
    // Counted one by one: the end of a tag and the beginning of the next are no word.
    tags: policy.tags.map(countable).join('\n'),
    body: passages.map(({ heading, text }) => countable(`${heading}\n${text}`)).join('\n'),
  };
}

/** What one word counts in a policy: 3 in the title, 2 in a tag, 0.5 for each time in the body up to 3; 8 at most. */
export function pointsOf(stem: string, { title, tags, body }: SearchedPolicy): number {
  const inTitle = countOf(stem, title) > 0 ? 3 : 0;
  const inTag = countOf(stem, tags) > 0 ? 2 : 0;
  return inTitle + inTag + Math.min(3, 0.5 * countOf(stem, body));
}

/** How much each word counts among the others, 1 in all: a word that few of the policies have tells more. */
export function weightsOf(policiesWith: readonly number[], policies: number): number[] {
  const rarity = policiesWith.map((count) => Math.log(1 + (policies - count + 0.5) / (count + 0.5)));
  const sum = rarity.reduce((total, weight) => total + weight, 0);
  return rarity.map((weight) => weight / sum);
}
