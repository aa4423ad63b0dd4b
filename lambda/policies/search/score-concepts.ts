import type { Alternative, Concept } from '../../text/concepts.ts';
import type { PostingIndex } from './posting-index.ts';

/** Where a concept stands in the texts, and how well it is said there, from 0 to 1. */
export interface Matches {
  readonly share: number;
  /** By the number of policies that have it: a concept that few have tells more. */
  readonly rarity: number;
  /** The same by the number of passages, for choosing among them. */
  readonly passageRarity: number;
  /** By document. */
  readonly titles: ReadonlyMap<number, number>;
  readonly tags: ReadonlyMap<number, number>;
  readonly bodies: ReadonlyMap<number, number>;
  /** By passage. */
  readonly headings: ReadonlyMap<number, number>;
  /** By passage, each sentence with the concept. */
  readonly sentences: ReadonlyMap<number, readonly { readonly unit: number; readonly weight: number }[]>;
}

export function matchesOf(concept: Concept, index: PostingIndex): Matches {
  const found = unitsWith(concept, index);
  const titles = new Map<number, number>();
  const tags = new Map<number, number>();
  const bodies = new Map<number, number>();
  const headings = new Map<number, number>();
  const sentences = new Map<number, { unit: number; weight: number }[]>();
  const documents = new Set<number>();
  for (const [unit, weight] of found) {
    const { kind, document, passage } = index.units[unit]!;
    documents.add(document);
    if (kind === 'title') titles.set(document, weight);
    else if (kind === 'tag') tags.set(document, Math.max(weight, tags.get(document) ?? 0));
    else {
      bodies.set(document, (bodies.get(document) ?? 0) + weight);
      if (kind === 'heading') headings.set(passage, weight);
      else {
        const inPassage = sentences.get(passage);
        if (inPassage) inPassage.push({ unit, weight });
        else sentences.set(passage, [{ unit, weight }]);
      }
    }
  }
  const rarity = rarityOf(documentsWithWord(concept, index) || documents.size, index.documents.length);
  const inPassages = new Map(headings);
  for (const [passage, found] of sentences) {
    const most = Math.max(inPassages.get(passage) ?? 0, ...found.map(({ weight }) => weight));
    inPassages.set(passage, most);
  }
  // What is found by a distant synonym only makes a word hardly less rare.
  const passageCount = [...inPassages.values()].reduce((sum, weight) => sum + weight ** 2, 0);
  const passageRarity = rarityOf(passageCount, index.documentOf.length);
  return { share: concept.share, rarity, passageRarity, titles, tags, bodies, headings, sentences };
}

/** Each unit with the best of the alternatives that are in it. */
function unitsWith(concept: Concept, index: PostingIndex): Map<number, number> {
  const best = new Map<number, number>();
  for (const alternative of concept.alternatives) {
    for (const unit of unitsOf(alternative, index)) {
      if (alternative.weight > (best.get(unit) ?? 0)) best.set(unit, alternative.weight);
    }
  }
  return best;
}

function unitsOf({ terms: [first, ...rest] }: Alternative, { postings }: PostingIndex): readonly number[] {
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
  for (const alternative of alternatives) {
    if (!alternative.isExact) continue;
    for (const unit of unitsOf(alternative, index)) documents.add(index.units[unit]!.document);
  }
  return documents.size;
}

function rarityOf(documents: number, all: number): number {
  return Math.log(1 + (all - documents + 0.5) / (documents + 0.5));
}
