import type { PostingIndex } from './posting-index.ts';
import type { DocumentMatch, Matches, PassageMatch } from './score-concepts.ts';

export const policyPoints = 5 / 8;
const inTitle = 1.5;
const inTag = 1.4;
const inWholeTitle = 1.5;
const inHeading = 1.5;
const lessInTitled = 0.5;

export interface Candidate {
  readonly document: number;
  /** 3 for the title, 2 for a tag, 0.5 per sentence in the body (at most 3), averaged by the rarity of each concept. */
  inDocument: number;
  /** Points for title and tags, which count for every passage. */
  inTitle: number;
  /** The share of the query that title and tags contain, up to 1. */
  covered: number;
  readonly passages: ScoredPassage[];
}

export interface ScoredPassage {
  readonly passage: number;
  /** From heading and sentence matches, before the text of a sentence is read. */
  score: number;
}

/** All policies that contain any of the concepts, unordered. */
export function candidatesOf(matches: readonly Matches[], index: PostingIndex): Candidate[] {
  const allRarity = matches.reduce((sum, { share, rarity }) => sum + share * rarity, 0);
  const totalWeight = matches.reduce((sum, { share, passageRarity }) => sum + share * passageRarity, 0);
  const candidates = new Map<number, Candidate>();
  const byPassage: (ScoredPassage | undefined)[] = new Array(index.documentOf.length);
  for (const { share, rarity, passageRarity, documents, passages } of matches) {
    const conceptWeight = share * passageRarity;
    for (const found of documents) {
      const { document, title, tag } = found;
      const known = candidates.get(document);
      const candidate = known ?? { document, inDocument: 0, inTitle: 0, covered: 0, passages: [] };
      if (!known) candidates.set(document, candidate);
      candidate.inDocument += ((share * rarity) / allRarity) * pointsOf(found);
      candidate.inTitle += conceptWeight * (title > 0 ? inTitle * title : inTag * tag);
      candidate.covered += (conceptWeight / totalWeight) * Math.max(title, tag);
    }
    for (const found of passages) {
      const { passage, inDocument } = found;
      const score = weightInPassage(conceptWeight, inDocument) * pointsInPassage(found);
      const known = byPassage[passage];
      if (known) known.score += score;
      else {
        const scored = { passage, score };
        byPassage[passage] = scored;
        candidates.get(inDocument.document)!.passages.push(scored);
      }
    }
  }
  for (const candidate of candidates.values()) {
    // A title that contains the whole question is its topic; a single shared word says little.
    candidate.inTitle *= 1 + inWholeTitle * candidate.covered ** 2;
    if (candidate.passages.length === 0)
      candidate.passages.push({ passage: index.firstPassage[candidate.document]!, score: 0 });
  }
  return [...candidates.values()];
}

function pointsOf({ title, tag, body }: DocumentMatch): number {
  return 3 * title + 2 * tag + Math.min(3, 0.5 * body);
}

/** The weight of a concept in a passage: lower when the title contains it, because then every passage is about it. */
export function weightInPassage(conceptWeight: number, { title }: DocumentMatch): number {
  return conceptWeight * (1 - lessInTitled * title);
}

export function pointsInPassage({ heading, sentence, sentences }: PassageMatch): number {
  return inHeading * heading + sentence * (1 + 0.15 * Math.max(0, Math.min(3, sentences - 1)));
}

export function roughScore(candidate: Candidate): number {
  return policyPoints * candidate.inDocument + candidate.inTitle + firstOf(candidate).score;
}

export function firstOf({ passages }: Candidate): ScoredPassage {
  return passages.reduce((best, one) => (isBefore(one, best) ? one : best));
}

export function isBefore(a: ScoredPassage, b: ScoredPassage): boolean {
  return a.score > b.score || (a.score === b.score && a.passage < b.passage);
}
