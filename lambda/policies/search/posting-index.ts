import { withoutPause } from '../../dynamodb/in-slices.ts';
import { termsOf } from '../../text/terms.ts';
import { wordsOf } from '../../text/words.ts';
import type { Policy } from '../policy.ts';
import { createPostings, type PostingSlice, type Postings } from './postings.ts';
import { introductionOf, type Section, sectionsOf } from './sections.ts';
import { sentencesOf } from './sentences.ts';
import { createVocabulary, type TermVocabulary } from './vocabulary.ts';

/**
 * The terms of some policies as plain data. A unit is a title, tag, heading or sentence; units are numbered across the
 * policies of the slice.
 */
export interface IndexSlice extends PostingSlice {
  readonly documents: readonly IndexedDocument[];
  /** One per line, sorted: one string is parsed much faster than an array. */
  readonly terms: string;
  /** One line per term: the numbers of its units, each as the difference to the one before. */
  readonly postings: string;
}

interface IndexedDocument {
  readonly doc_id: string;
  readonly tags: number;
  /** The number of sentences in each passage. */
  readonly passages: readonly number[];
}

/** Raise it when an older slice would be read wrongly. */
export const indexFormat = 12;

/** Characters that are indexed without a pause: few enough not to delay other requests. */
const charactersPerPause = 20_000;

export function buildIndexSlice(policies: readonly Policy[]): IndexSlice {
  return withoutPause(indexSlice(policies));
}

/** The units of one term during indexing. */
interface TermEntry {
  last: number;
  readonly distances: number[];
}

/** Yields often enough for other requests to run in between. */
export function* indexSlice(policies: readonly Policy[]): Generator<void, IndexSlice> {
  const entries = new Map<string, TermEntry>();
  // Cached by the text between spaces: no word contains a space, and most chunks occur many times.
  const known = new Map<string, readonly TermEntry[]>();
  let unit = 0;
  let characters = 0;

  function entryOf(term: string): TermEntry {
    const known = entries.get(term);
    if (known) return known;
    const entry: TermEntry = { last: -1, distances: [] };
    entries.set(term, entry);
    return entry;
  }

  function add(text: string): void {
    for (const chunk of text.split(' ')) {
      let found = known.get(chunk);
      if (!found) {
        found = [...new Set(wordsOf(chunk).flatMap(termsOf))].map(entryOf);
        known.set(chunk, found);
      }
      for (const entry of found) {
        if (entry.last === unit) continue;
        entry.distances.push(unit - Math.max(0, entry.last));
        entry.last = unit;
      }
    }
    unit += 1;
  }

  const documents: IndexedDocument[] = [];
  for (const policy of policies) {
    add(policy.title);
    const tags = tagsOf(policy);
    for (const tag of tags) add(tag);
    const passages: number[] = [];
    for (const { heading, text } of passagesOf(policy)) {
      add(heading);
      const sentences = sentencesOf(text);
      for (const sentence of sentences) add(sentence);
      passages.push(sentences.length);
      characters += text.length;
      if (characters < charactersPerPause) continue;
      characters = 0;
      yield;
    }
    documents.push({ doc_id: policy.doc_id, tags: tags.length, passages });
  }
  const terms = [...entries.keys()].sort();
  const lines = terms.map((term) => entries.get(term)!.distances.join(' '));
  return { documents, terms: terms.join('\n'), postings: lines.join('\n') };
}

/** Tags, and the additional search words of the policy. */
function tagsOf({ tags, also = [] }: Policy): readonly string[] {
  return [...tags, ...also];
}

/** Sections with text, the introduction under an empty heading; at least one, so that a title alone can be found. */
export function passagesOf({ body }: Policy): readonly Section[] {
  const introduction = { heading: '', text: introductionOf(body) };
  const all = sectionsOf(body);
  // The heading of a chapter without its own text answers nothing.
  const withText = all.filter(({ text }) => text !== '');
  const sections = withText.length > 0 ? withText : all;
  return introduction.text || sections.length === 0 ? [introduction, ...sections] : sections;
}

/** The position of a unit. */
interface Unit {
  readonly kind: 'title' | 'tag' | 'heading' | 'sentence';
  readonly document: number;
  /** Numbered across all policies; for a title or tag, the first passage of its policy. */
  readonly passage: number;
}

interface Layout {
  /** The document of each passage. */
  readonly documentOf: readonly number[];
  /** The first passage of each document. */
  readonly firstPassage: readonly number[];
  /** The unit of the first sentence of each passage. */
  readonly firstSentence: readonly number[];
  readonly units: readonly Unit[];
}

export interface PostingIndex extends Layout {
  readonly documents: readonly IndexedDocument[];
  readonly postings: Postings;
  readonly vocabulary: TermVocabulary;
}

/** Joins consecutive slices. `sortedTerms` are the terms of all slices, one per line; collected when absent. */
export function createPostingIndex(slices: readonly IndexSlice[], sortedTerms?: string): PostingIndex {
  const documents = slices.flatMap((slice) => slice.documents);
  const postings = createPostings(slices.map(withFirstUnit()), sortedTerms);
  // Built by the first search, because many instances only show policies.
  let layout: Layout | undefined;
  function laidOut(): Layout {
    layout ??= layOut(documents);
    return layout;
  }
  return {
    documents,
    postings,
    vocabulary: createVocabulary(postings),
    get documentOf() {
      return laidOut().documentOf;
    },
    get firstPassage() {
      return laidOut().firstPassage;
    },
    get firstSentence() {
      return laidOut().firstSentence;
    },
    get units() {
      return laidOut().units;
    },
  };
}

function withFirstUnit() {
  let unit = 0;
  return (stored: IndexSlice) => {
    const firstUnit = unit;
    for (const { tags, passages } of stored.documents) {
      unit += 1 + tags;
      for (const sentences of passages) unit += 1 + sentences;
    }
    return { firstUnit, stored };
  };
}

function layOut(documents: readonly IndexedDocument[]): Layout {
  const documentOf: number[] = [];
  const firstPassage: number[] = [];
  const firstSentence: number[] = [];
  const units: Unit[] = [];
  for (const [document, { tags, passages }] of documents.entries()) {
    const passage = documentOf.length;
    firstPassage.push(passage);
    units.push({ kind: 'title', document, passage });
    const tag: Unit = { kind: 'tag', document, passage };
    for (let count = 0; count < tags; count += 1) units.push(tag);
    for (const sentences of passages) {
      const at = documentOf.push(document) - 1;
      units.push({ kind: 'heading', document, passage: at });
      firstSentence.push(units.length);
      const sentence: Unit = { kind: 'sentence', document, passage: at };
      for (let count = 0; count < sentences; count += 1) units.push(sentence);
    }
  }
  return { documentOf, firstPassage, firstSentence, units };
}
