import { withoutPause } from '../../dynamodb/in-slices.ts';
import { termsOf } from '../../text/terms.ts';
import { wordsOf } from '../../text/words.ts';
import type { Policy } from '../policy.ts';
import { createPostings, type Postings } from './postings.ts';
import { introductionOf, type Section, sectionsOf } from './sections.ts';
import { sentencesOf } from './sentences.ts';
import { createVocabulary, type GrowingVocabulary } from './vocabulary.ts';

/**
 * The terms of some policies as plain data, made where policies are written and read where they are searched.
 * A unit is a title, a tag, a heading or a sentence; units are numbered through the policies of the slice.
 */
export interface IndexSlice {
  readonly format: typeof indexFormat;
  readonly documents: readonly IndexedDocument[];
  /** One per line; as one text they are read many times faster than as an array. */
  readonly terms: string;
  /** A line for each term: the units that it is in, each as the distance from the one before. */
  readonly postings: string;
}

export interface IndexedDocument {
  readonly doc_id: string;
  readonly tags: number;
  /** The number of sentences of each passage. */
  readonly passages: readonly number[];
}

/** Changes when an older slice would be read wrongly. */
export const indexFormat = 5;

/** Text that is indexed without a pause: about 20 ms of work on a slow core. */
const charactersPerPause = 20_000;

export function buildIndexSlice(policies: readonly Policy[]): IndexSlice {
  return withoutPause(indexSlice(policies));
}

/** Yields so often that other requests notice nothing. */
export function* indexSlice(policies: readonly Policy[]): Generator<void, IndexSlice> {
  const postings = new Map<string, number[]>();
  const last = new Map<string, number>();
  const termsOfWord = new Map<string, readonly string[]>();
  let unit = 0;
  let characters = 0;

  function add(text: string): void {
    for (const word of wordsOf(text)) {
      const terms = termsOfWord.get(word) ?? termsOf(word);
      termsOfWord.set(word, terms);
      for (const term of terms) {
        const before = last.get(term);
        if (before === unit) continue;
        last.set(term, unit);
        if (before === undefined) postings.set(term, [unit]);
        else postings.get(term)!.push(unit - before);
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
  const lines = [...postings.values()].map((distances) => distances.join(' '));
  return {
    format: indexFormat,
    documents,
    terms: [...postings.keys()].join('\n'),
    postings: lines.join('\n'),
  };
}

/** Tags, and the words that the policy's owner says people use for it. */
function tagsOf({ tags, also = [] }: Policy): readonly string[] {
  return [...tags, ...also];
}

/** What has text, the introduction under an empty heading; at least one, so that a title alone is found too. */
export function passagesOf({ body }: Policy): readonly Section[] {
  const introduction = { heading: '', text: introductionOf(body) };
  const sections = sectionsOf(body);
  return introduction.text || sections.length === 0 ? [introduction, ...sections] : sections;
}

/** Where a term stands. */
export interface Unit {
  readonly kind: 'title' | 'tag' | 'heading' | 'sentence';
  readonly document: number;
  /** Numbered through all policies; of a title or tag, the first one of its policy. */
  readonly passage: number;
}

export interface PostingIndex {
  readonly documents: readonly IndexedDocument[];
  /** The document of each passage. */
  readonly documentOf: readonly number[];
  /** Of each document, its first passage. */
  readonly firstPassage: readonly number[];
  /** Of each passage, the unit of its first sentence. */
  readonly firstSentence: readonly number[];
  readonly units: readonly Unit[];
  readonly postings: Postings;
  readonly vocabulary: GrowingVocabulary;
  /** Adds the policies of a slice to those that are there. */
  load(slice: IndexSlice): void;
}

export function createPostingIndex(): PostingIndex {
  const documents: IndexedDocument[] = [];
  const documentOf: number[] = [];
  const firstPassage: number[] = [];
  const firstSentence: number[] = [];
  const units: Unit[] = [];
  const postings = createPostings();
  const vocabulary = createVocabulary(postings);

  function load(slice: IndexSlice): void {
    const first = units.length;
    for (const entry of slice.documents) {
      const document = documents.push(entry) - 1;
      const passage = documentOf.length;
      firstPassage.push(passage);
      units.push({ kind: 'title', document, passage });
      const tag: Unit = { kind: 'tag', document, passage };
      for (let count = 0; count < entry.tags; count += 1) units.push(tag);
      for (const sentences of entry.passages) {
        const at = documentOf.push(document) - 1;
        units.push({ kind: 'heading', document, passage: at });
        firstSentence.push(units.length);
        const sentence: Unit = { kind: 'sentence', document, passage: at };
        for (let count = 0; count < sentences; count += 1) units.push(sentence);
      }
    }
    for (const term of postings.load(slice, first)) vocabulary.learn(term);
  }

  return { documents, documentOf, firstPassage, firstSentence, units, postings, vocabulary, load };
}
