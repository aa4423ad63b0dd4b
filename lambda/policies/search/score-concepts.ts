import type { Alternative } from '../../text/alternatives.ts';
import type { Concept } from '../../text/concepts.ts';
import type { PostingIndex } from './posting-index.ts';

/** The positions of a concept with weights from 0 to 1. Lists are in the order of the index. */
export interface Matches {
  readonly share: number;
  /** By the number of policies that contain the concept: a rare concept counts more. */
  readonly rarity: number;
  /** The same by the number of passages, to choose between passages. */
  readonly passageRarity: number;
  readonly documents: readonly DocumentMatch[];
  readonly passages: readonly PassageMatch[];
  /** The units that contain the concept, with their weights. */
  readonly units: readonly number[];
  readonly weights: readonly number[];
}

export interface DocumentMatch {
  readonly document: number;
  title: number;
  tag: number;
  /** The sum of the weights in its headings and sentences. */
  body: number;
}

export interface PassageMatch {
  readonly passage: number;
  readonly inDocument: DocumentMatch;
  heading: number;
  /** The best weight of its sentences; `sentences` is their number. */
  sentence: number;
  sentences: number;
  /** The range of its units in {@link Matches.units}. */
  readonly from: number;
  to: number;
}

export function matchesOf(concept: Concept, index: PostingIndex): Matches {
  const { units, weights } = unitsWith(concept.alternatives, index);
  const documents: DocumentMatch[] = [];
  const passages: PassageMatch[] = [];
  for (const [at, unit] of units.entries()) {
    const { kind, document, passage } = index.units[unit]!;
    const weight = weights[at]!;
    let inDocument = documents.at(-1);
    if (inDocument?.document !== document) {
      inDocument = { document, title: 0, tag: 0, body: 0 };
      documents.push(inDocument);
    }
    if (kind === 'title') inDocument.title = weight;
    else if (kind === 'tag') inDocument.tag = Math.max(weight, inDocument.tag);
    else {
      inDocument.body += weight;
      let inPassage = passages.at(-1);
      if (inPassage?.passage !== passage) {
        inPassage = { passage, inDocument, heading: 0, sentence: 0, sentences: 0, from: at, to: at };
        passages.push(inPassage);
      }
      inPassage.to = at + 1;
      if (kind === 'heading') inPassage.heading = weight;
      else {
        inPassage.sentence = Math.max(weight, inPassage.sentence);
        inPassage.sentences += 1;
      }
    }
  }
  const rarity = rarityOf(documentsWithWord(concept, index) || documents.length, index.documents.length);
  // Squared, so that matches of distant synonyms hardly make a word less rare.
  const passageCount = passages.reduce(
    (sum, { heading, sentence }) => sum + Math.max(heading, sentence) ** 2,
    0,
  );
  const passageRarity = rarityOf(passageCount, index.documentOf.length);
  return { share: concept.share, rarity, passageRarity, documents, passages, units, weights };
}

/** Each unit with the highest weight of its alternatives. */
function unitsWith(alternatives: readonly Alternative[], index: PostingIndex) {
  const lists = [...distinct(alternatives)].map((one) => ({ ...one, units: unitsOf(one.terms, index) }));
  const [only, ...others] = lists.filter(({ units }) => units.length > 0);
  if (!only) return { units: [], weights: [] };
  if (others.length === 0) return { units: only.units, weights: only.units.map(() => only.weight) };
  const best = new Map<number, number>();
  // Highest weight first, so that each unit is set only once.
  for (const { units, weight } of [only, ...others].sort((a, b) => b.weight - a.weight)) {
    for (const unit of units) if (!best.has(unit)) best.set(unit, weight);
  }
  const units = [...Uint32Array.from(best.keys()).sort()];
  return { units, weights: units.map((unit) => best.get(unit)!) };
}

/** The same terms can come from the word itself, a synonym and a part of a compound; the highest weight is used. */
function distinct(alternatives: readonly Alternative[]): Iterable<Alternative> {
  const byTerms = new Map<string, Alternative>();
  for (const one of alternatives) {
    const key = one.terms.join(' ');
    if (one.weight > (byTerms.get(key)?.weight ?? 0)) byTerms.set(key, one);
  }
  return byTerms.values();
}

function unitsOf([first, ...rest]: readonly string[], { postings }: PostingIndex): readonly number[] {
  let units = postings.get(first!) ?? [];
  for (const term of rest) {
    const others = new Set(postings.get(term));
    units = units.filter((unit) => others.has(unit));
  }
  return units;
}

/** Counts only exact matches: a rare synonym must not make a common word rare. */
function documentsWithWord({ alternatives }: Concept, index: PostingIndex): number {
  const documents = new Set<number>();
  for (const { terms, isExact } of alternatives) {
    let last = -1;
    for (const unit of isExact ? unitsOf(terms, index) : []) {
      const { document } = index.units[unit]!;
      if (document !== last) documents.add(document);
      last = document;
    }
  }
  return documents.size;
}

function rarityOf(documents: number, all: number): number {
  return Math.log(1 + (all - documents + 0.5) / (documents + 0.5));
}
