import { type MissedWord, queryConcepts } from '../../text/concepts.ts';
import { quoted } from '../../text/nearest-words.ts';
import { createRepairs } from '../../text/repairs.ts';
import { createSynonyms, type Synonyms } from '../../text/synonyms.ts';
import { termsOf } from '../../text/terms.ts';
import { isHangul, wordsOf } from '../../text/words.ts';
import type { Policy } from '../policy.ts';
import { answerBonus } from './answer-type.ts';
import { buildIndexSlice, createPostingIndex, type PostingIndex, passagesOf } from './posting-index.ts';
import { type RankedPolicy, rankPolicies } from './rank-policies.ts';
import type { Section } from './sections.ts';
import { sentencesOf } from './sentences.ts';
import { snippetOf } from './snippet.ts';
import { createVocabulary } from './vocabulary.ts';

export { findSection, sectionsOf } from './sections.ts';

export interface PolicySearch {
  /** All policies that match, best first. Never throws, whatever the query. */
  find(query: string): PoliciesFound;
}

export interface PoliciesFound {
  readonly hits: readonly PolicyHit[];
  /** A sentence on what to search instead, when nothing matches. */
  readonly suggestion?: string;
  /** Words that no policy has, and what was searched instead. */
  readonly missed: readonly MissedWord[];
}

export interface PolicyHit {
  readonly policy: Policy;
  readonly doc_id: string;
  readonly title: string;
  /** Heading of the best passage; the title for text before the first heading. */
  readonly section: string;
  /**
   * 0 to 10, to two decimals. Up to 5: what the words of the query count in the policy (3 in the title, 2 in a tag,
   * 0.5 for each time in the body up to 3), averaged with more weight on rare words. Up to 5: the best passage,
   * compared with the best of all. A policy in the other language keeps 0.7 of it.
   */
  readonly score: number;
  /** From the best passage, around the words. */
  readonly snippet: string;
  /** The best passage and, where one answers nearly as well, the second best. */
  readonly passages: readonly PolicyPassage[];
}

export interface PolicyPassage {
  readonly section: string;
  readonly snippet: string;
}

export interface PolicySearchOptions {
  readonly synonyms?: Synonyms;
  /** Of exactly these policies; without one it is built here. */
  readonly index?: PostingIndex;
}

/** More would make a suggestion unreadable. */
const mostTitles = 10;

/** Builds or loads the index once for a list of policies. */
export function createPolicySearch(
  policies: readonly Policy[],
  { synonyms = createSynonyms(), index = buildIndex(policies) }: PolicySearchOptions = {},
): PolicySearch {
  const byId = new Map(policies.map((policy) => [policy.doc_id, policy]));
  const documents = index.documents.map(({ doc_id }) => byId.get(doc_id)!);
  const vocabulary = createVocabulary(index.postings);
  const repairs = createRepairs({
    *words() {
      yield* vocabulary.nouns;
      yield* synonyms.words();
    },
    phrases: () => phrasesOf(policies, synonyms),
  });
  const passages = new Map<number, readonly Passage[]>();
  const details: HitDetails = { documents, passageAt };

  function find(query: string): PoliciesFound {
    const { concepts, missed, isKorean } = queryConcepts(query, { vocabulary, synonyms, repairs });
    const ranked = rankPolicies({
      concepts,
      index,
      bonus: answerBonus(query),
      sentence: (document, passage, at) => passageAt(document, passage).sentences[at]!,
      favours: (document) => (documents[document]!.language === 'ko') === isKorean,
    });
    if (ranked.length === 0) return { hits: [], suggestion: instead(query), missed };
    const terms = new Set(concepts.flatMap(({ alternatives }) => alternatives.flatMap((one) => one.terms)));
    return { hits: ranked.map((found) => new Hit(found, terms, details)), missed };
  }

  function passageAt(document: number, passage: number): Passage {
    const known = passages.get(document) ?? passagesOf(documents[document]!).map((section) => new Passage(section));
    passages.set(document, known);
    return known[passage - index.firstPassage[document]!]!;
  }

  function instead(query: string): string {
    if (policies.length === 0) return 'There are no policies.';
    const language = isHangul(query) ? 'ko' : 'en';
    const inLanguage = policies.filter((policy) => policy.language === language);
    const titles = (inLanguage.length > 0 ? inLanguage : policies)
      .slice(0, mostTitles)
      .map(({ title }) => title);
    return `No policy matches. There are policies on ${quoted(titles)}.`;
  }

  return { find };
}

function buildIndex(policies: readonly Policy[]): PostingIndex {
  const index = createPostingIndex();
  index.load(buildIndexSlice(policies));
  return index;
}

/** Its sentences are read when they are needed. */
class Passage {
  readonly section: Section;
  #sentences: readonly string[] | undefined;

  constructor(section: Section) {
    this.section = section;
  }

  get sentences(): readonly string[] {
    this.#sentences ??= sentencesOf(this.section.text);
    return this.#sentences;
  }
}

interface HitDetails {
  readonly documents: readonly Policy[];
  readonly passageAt: (document: number, passage: number) => Passage;
}

/** Texts are made when they are read, as most hits are on a later page. */
class Hit implements PolicyHit {
  readonly doc_id: string;
  readonly title: string;
  readonly score: number;
  readonly #found: RankedPolicy;
  readonly #terms: ReadonlySet<string>;
  readonly #details: HitDetails;

  constructor(found: RankedPolicy, terms: ReadonlySet<string>, details: HitDetails) {
    const { doc_id, title } = details.documents[found.document]!;
    this.doc_id = doc_id;
    this.title = title;
    this.score = found.score;
    this.#found = found;
    this.#terms = terms;
    this.#details = details;
  }

  get policy(): Policy {
    return this.#details.documents[this.#found.document]!;
  }

  get passages(): readonly PolicyPassage[] {
    const { document, best } = this.#found;
    return best.map(({ passage, sentences: counts }) => {
      const { section, sentences } = this.#details.passageAt(document, passage);
      return {
        section: section.heading || this.title,
        snippet: snippetOf(sentences, { counts, terms: this.#terms }),
      };
    });
  }

  get section(): string {
    return this.passages[0]!.section;
  }

  get snippet(): string {
    return this.passages[0]!.snippet;
  }
}

/** Enough for a large collection; more would make the first question that needs them slow. */
const mostPhrases = 50_000;

/** Nouns, and two that follow each other as one: `보안 교육` is 보안교육. */
function* phrasesOf(policies: readonly Policy[], synonyms: Synonyms): Iterable<string> {
  let count = 0;
  for (const { title, tags, body } of policies) {
    let before = '';
    for (const word of wordsOf([title, ...tags, body].join('\n'))) {
      const noun = isHangul(word) ? termsOf(word)[0]! : '';
      if (noun) yield noun;
      if (before && noun) yield before + noun;
      before = noun;
      count += 1;
      if (count > mostPhrases) return;
    }
  }
  yield* synonyms.words();
}
