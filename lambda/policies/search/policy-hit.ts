import type { Policy } from '../policy.ts';
import type { RankedPolicy } from './rank-policies.ts';
import type { Section } from './sections.ts';
import { sentencesOf } from './sentences.ts';
import { snippetOf } from './snippet.ts';

export interface PolicyHit {
  readonly policy: Policy;
  readonly doc_id: string;
  readonly title: string;
  /** The heading of the best passage, or the title for text before the first heading. */
  readonly section: string;
  /**
   * From 0 to 10, two decimals: up to 5 for the whole policy and up to 5 for its best passage, relative to the best of
   * all. A policy in another language than the question gets less.
   */
  readonly score: number;
  /** An excerpt of the best passage around the matching words. */
  readonly snippet: string;
  /** The best passage and, if it answers nearly as well, the second best. */
  readonly passages: readonly PolicyPassage[];
}

export interface PolicyPassage {
  readonly section: string;
  readonly snippet: string;
}

/** Splits its sentences on demand. */
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

/** Builds texts on demand, because most hits are on later pages. */
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
