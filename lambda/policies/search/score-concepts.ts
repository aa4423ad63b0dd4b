import type { Alternative } from '../../text/alternatives.ts';
import type { Concept } from '../../text/concepts.ts';
import type { PostingIndex } from './posting-index.ts';

/** Where a concept stands in the texts, and how well it is said there, from 0 to 1. Lists are in the order of the index. */
export interface Matches {
  readonly share: number;
  /** By the number of policies that have it: a concept that few have tells more. */
  readonly rarity: number;
  /** The same by the number of passages, for choosing among them. */
  readonly passageRarity: number;
  readonly documents: readonly DocumentMatch[];
  readonly passages: readonly PassageMatch[];
  /** The units that have it, and the weight of each. */
  readonly units: readonly number[];
  readonly weights: readonly number[];
}

export interface DocumentMatch {
  readonly document: number;
  title: number;
  tag: number;
  /** Summed over its headings and sentences. */
  body: number;
}

export interface PassageMatch {
  readonly passage: number;
  readonly inDocument: DocumentMatch;
  heading: number;
  /** Of its sentences the best, and how many there are. */
  sentence: number;
  sentences: number;
  /** Its part of {@link Matches.units}. */
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
  // What is found by a distant synonym only makes a word hardly less rare.
  const passageCount = passages.reduce(
    (sum, { heading, sentence }) => sum + Math.max(heading, sentence) ** 2,
    0,
  );
  const passageRarity = rarityOf(passageCount, index.documentOf.length);
  return { share: concept.share, rarity, passageRarity, documents, passages, units, weights };
}

/** Each unit with the best of the alternatives that are in it. */
function unitsWith(alternatives: readonly Alternative[], index: PostingIndex) {
  const lists = [...distinct(alternatives)].map((one) => ({ ...one, units: unitsOf(one.terms, index) }));
  const [only, ...others] = lists.filter(({ units }) => units.length > 0);
  if (!only) return { units: [], weights: [] };
  if (others.length === 0) return { units: only.units, weights: only.units.map(() => only.weight) };
  const best = new Map<number, number>();
  // Heavier ones first, so that a unit is written once.
  for (const { units, weight } of [only, ...others].sort((a, b) => b.weight - a.weight)) {
    for (const unit of units) if (!best.has(unit)) best.set(unit, weight);
  }
  const units = [...Uint32Array.from(best.keys()).sort()];
  return { units, weights: units.map((unit) => best.get(unit)!) };
}

/** A word may come from itself, from its synonyms, and as a part of a compound. */
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

/** A rare synonym must not make a common word rare, so that the word itself decides where it is used. */
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
