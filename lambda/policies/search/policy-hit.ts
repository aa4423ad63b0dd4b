import type { Policy } from '../policy.ts';
import type { RankedPolicy } from './rank-policies.ts';
import type { Section } from './sections.ts';
import { sentencesOf } from './sentences.ts';
import { snippetOf } from './snippet.ts';

export interface PolicyHit {
  readonly policy: Policy;
  readonly doc_id: string;
  readonly title: string;
  /** Heading of the best passage; the title for text before the first heading. */
  readonly section: string;
  /**
   * 0 to 10, to two decimals. Up to 5: what the words of the query count in the policy (3 in the title, 2 in a tag,
   * 0.5 for each time in the body up to 3), averaged with more weight on rare words. Up to 5: the best passage,
   * compared with the best of all. A policy in the other language keeps 0.9 of it,
   * or 0.7 when there is a translation of it.
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

/** Its sentences are read when they are needed. */
export class Passage {
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

export interface HitDetails {
  readonly documents: readonly Policy[];
  readonly passageAt: (document: number, passage: number) => Passage;
}

/** Texts are made when they are read, as most hits are on a later page. */
export class Hit implements PolicyHit {
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
