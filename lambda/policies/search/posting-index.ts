import { withoutPause } from '../../dynamodb/in-slices.ts';
import { termsOf } from '../../text/terms.ts';
import { wordsOf } from '../../text/words.ts';
import type { Policy } from '../policy.ts';
import { createPostings, type PostingSlice, type Postings } from './postings.ts';
import { introductionOf, type Section, sectionsOf } from './sections.ts';
import { sentencesOf } from './sentences.ts';
import { createVocabulary, type TermVocabulary } from './vocabulary.ts';

/**
 * The terms of some policies as plain data, made where policies are written and read where they are searched.
 * A unit is a title, a tag, a heading or a sentence; units are numbered through the policies of the slice.
 */
export interface IndexSlice extends PostingSlice {
  readonly documents: readonly IndexedDocument[];
  /** One per line, sorted; as one text they are read many times faster than as an array. */
  readonly terms: string;
  /** A line for each term: the units that it is in, each as the distance from the one before. */
  readonly postings: string;
}

interface IndexedDocument {
  readonly doc_id: string;
  readonly tags: number;
  /** The number of sentences of each passage. */
  readonly passages: readonly number[];
}

/** Changes when an older slice would be read wrongly. */
export const indexFormat = 12;

/** Text that is indexed without a pause: about 20 ms of work on a slow core. */
const charactersPerPause = 20_000;

export function buildIndexSlice(policies: readonly Policy[]): IndexSlice {
  return withoutPause(indexSlice(policies));
}

/** The units of a term so far. */
interface TermEntry {
  last: number;
  readonly distances: number[];
}

/** Yields so often that other requests notice nothing. */
export function* indexSlice(policies: readonly Policy[]): Generator<void, IndexSlice> {
  const entries = new Map<string, TermEntry>();
  // No word goes over a space, and most of what stands between spaces stands in a collection many times.
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

/** Tags, and the words that the policy's owner says people use for it. */
function tagsOf({ tags, also = [] }: Policy): readonly string[] {
  return [...tags, ...also];
}

/** What has text, the introduction under an empty heading; at least one, so that a title alone is found too. */
export function passagesOf({ body }: Policy): readonly Section[] {
  const introduction = { heading: '', text: introductionOf(body) };
  const all = sectionsOf(body);
  // A chapter's heading without text of its own answers nothing.
  const withText = all.filter(({ text }) => text !== '');
  const sections = withText.length > 0 ? withText : all;
  return introduction.text || sections.length === 0 ? [introduction, ...sections] : sections;
}

/** Where a term stands. */
interface Unit {
  readonly kind: 'title' | 'tag' | 'heading' | 'sentence';
  readonly document: number;
  /** Numbered through all policies; of a title or tag, the first one of its policy. */
  readonly passage: number;
}

interface Layout {
  /** The document of each passage. */
  readonly documentOf: readonly number[];
  /** Of each document, its first passage. */
  readonly firstPassage: readonly number[];
  /** Of each passage, the unit of its first sentence. */
  readonly firstSentence: readonly number[];
  readonly units: readonly Unit[];
}

export interface PostingIndex extends Layout {
  readonly documents: readonly IndexedDocument[];
  readonly postings: Postings;
  readonly vocabulary: TermVocabulary;
}

/** Of slices that follow each other. `sortedTerms` are those of all of them, one per line; collected when absent. */
export function createPostingIndex(slices: readonly IndexSlice[], sortedTerms?: string): PostingIndex {
  const documents = slices.flatMap((slice) => slice.documents);
  const postings = createPostings(slices.map(withFirstUnit()), sortedTerms);
  // Made by the first search: many an instance only shows policies.
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
