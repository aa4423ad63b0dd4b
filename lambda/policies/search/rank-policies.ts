import type { Concept } from '../../text/concepts.ts';
import type { PostingIndex } from './posting-index.ts';
import { type DocumentMatch, type Matches, matchesOf, type PassageMatch } from './score-concepts.ts';

export interface RankedPolicy {
  readonly document: number;
  /** 0 to 10, to two decimals. */
  readonly score: number;
  /** One or two. */
  readonly best: readonly RankedPassage[];
}

export interface RankedPassage {
  readonly passage: number;
  readonly score: number;
  /** What each sentence of it counts, by its place; those without any of the concepts are missing. */
  readonly sentences: ReadonlyMap<number, number>;
}

export interface Ranking {
  readonly concepts: readonly Concept[];
  readonly index: PostingIndex;
  /** How well a sentence answers the kind of question, from 1 up. */
  readonly bonus: (sentence: string) => number;
  readonly sentence: (document: number, passage: number, at: number) => string;
  /** Whether the policy is in the language of the question. */
  readonly favours: (document: number) => boolean;
}

/** The best passage of all tells as much as eight points of a policy. */
const passagePoints = 5;
const policyPoints = 5 / 8;
const otherLanguage = 0.7;
/** Only of these the sentences are read; what ranks lower is on a later page. */
const mostRead = 12;
const inTitle = 1.5;
const inTag = 1;
const inWholeTitle = 1.5;
const inHeading = 1.5;

/** A word of the title tells less about which of the passages is meant. */
const lessInTitled = 0.35;
/** An answer stands in one sentence more often than in several. */
const bestSentence = 2;
/** A second passage that is further behind the first one is no answer. */
const nearEnough = 0.2;

export function rankPolicies(ranking: Ranking): RankedPolicy[] {
  const { index, concepts, favours } = ranking;
  const matches = concepts.map((concept) => matchesOf(concept, index));
  const language = (document: number) => (favours(document) ? 1 : otherLanguage);

  const candidates = candidatesOf(matches, index)
    .map((candidate) => ({ ...candidate, rough: roughScore(candidate) * language(candidate.document) }))
    .sort((a, b) => b.rough - a.rough);
  const read = candidates.map((candidate, at) => ({
    ...candidate,
    best: at < mostRead ? readPassages(candidate, matches, ranking) : unread(candidate),
  }));

  const bestPassage = read.reduce((most, { best }) => Math.max(most, best[0]!.score), 0) || 1;
  return read
    .map(({ document, inDocument, best }) => {
      const score = policyPoints * inDocument + passagePoints * (best[0]!.score / bestPassage);
      return { document, score: Math.round(score * language(document) * 100) / 100, best };
    })
    .sort(
      (a, b) =>
        b.score - a.score ||
        (index.documents[a.document]!.doc_id < index.documents[b.document]!.doc_id ? -1 : 1),
    );
}

interface Candidate {
  readonly document: number;
  /** 3 for the title, 2 for a tag, 0.5 for each time in the body up to 3, averaged by how much a concept tells. */
  inDocument: number;
  /** What title and tags say, which is true of every passage. */
  inTitle: number;
  /** How much of the query title and tags say, up to 1. */
  covered: number;
  readonly passages: ScoredPassage[];
}

interface ScoredPassage {
  readonly passage: number;
  /** By heading and sentences, before a sentence is read. */
  score: number;
}

function candidatesOf(matches: readonly Matches[], index: PostingIndex): Candidate[] {
  const allRarity = matches.reduce((sum, { share, rarity }) => sum + share * rarity, 0);
  const allTells = matches.reduce((sum, { share, passageRarity }) => sum + share * passageRarity, 0);
  const candidates = new Map<number, Candidate>();
  const byPassage: (ScoredPassage | undefined)[] = new Array(index.documentOf.length);
  for (const { share, rarity, passageRarity, documents, passages } of matches) {
    const tells = share * passageRarity;
    for (const found of documents) {
      const { document, title, tag } = found;
      const known = candidates.get(document);
      const candidate = known ?? { document, inDocument: 0, inTitle: 0, covered: 0, passages: [] };
      if (!known) candidates.set(document, candidate);
      candidate.inDocument += ((share * rarity) / allRarity) * pointsOf(found);
      candidate.inTitle += tells * (title > 0 ? inTitle * title : inTag * tag);
      candidate.covered += (tells / allTells) * Math.max(title, tag);
    }
    for (const found of passages) {
      const { passage, inDocument } = found;
      const score = tellsInPassage(tells, inDocument) * pointsInPassage(found);
      const known = byPassage[passage];
      if (known) known.score += score;
      else {
        const scored = { passage, score };
        byPassage[passage] = scored;
        candidates.get(inDocument.document)!.passages.push(scored);
      }
    }
  }
  return [...candidates.values()].map((candidate) => ({
    ...candidate,
    // A title that has all of the question is about it; one that has a single word of it may not be.
    inTitle: candidate.inTitle * (1 + inWholeTitle * candidate.covered ** 2),
    passages:
      candidate.passages.length > 0
        ? candidate.passages
        : [{ passage: index.firstPassage[candidate.document]!, score: 0 }],
  }));
}

function pointsOf({ title, tag, body }: DocumentMatch): number {
  return 3 * title + 2 * tag + Math.min(3, 0.5 * body);
}

function tellsInPassage(tells: number, { title }: DocumentMatch): number {
  return tells * (1 - lessInTitled * title);
}

function pointsInPassage({ heading, sentence, sentences }: PassageMatch): number {
  return inHeading * heading + sentence * (1 + 0.15 * Math.max(0, Math.min(3, sentences - 1)));
}

function roughScore(candidate: Candidate): number {
  return policyPoints * candidate.inDocument + candidate.inTitle + firstOf(candidate).score;
}

function firstOf({ passages }: Candidate): ScoredPassage {
  return passages.reduce((best, one) => (isBefore(one, best) ? one : best));
}

function isBefore(a: ScoredPassage, b: ScoredPassage): boolean {
  return a.score > b.score || (a.score === b.score && a.passage < b.passage);
}

function unread(candidate: Candidate): RankedPassage[] {
  const { passage, score } = firstOf(candidate);
  return [{ passage, score: score + candidate.inTitle, sentences: new Map() }];
}

/** The best passages once more, by what their best sentence says of all the concepts and whether it answers. */
function readPassages(
  { document, inTitle, passages }: Candidate,
  matches: readonly Matches[],
  { bonus, sentence, index }: Ranking,
): RankedPassage[] {
  const roughly = passages.sort((a, b) => (isBefore(a, b) ? -1 : 1)).slice(0, mostRead);
  const scored = roughly.map(({ passage, score }) => {
    const sentences = sentenceScores(passage, document, matches, index);
    let best = 0;
    for (const [at, counts] of sentences) {
      const answered = counts * bonus(sentence(document, passage, at));
      sentences.set(at, answered);
      best = Math.max(best, answered);
    }
    return { passage, score: score + inTitle + bestSentence * best, sentences };
  });
  scored.sort((a, b) => (isBefore(a, b) ? -1 : 1));
  return scored.slice(0, 2).filter(({ score }) => score >= nearEnough * scored[0]!.score);
}

/** What each sentence of a passage says under its heading, by its place. */
function sentenceScores(
  passage: number,
  document: number,
  matches: readonly Matches[],
  { documents, firstPassage, firstSentence }: PostingIndex,
): Map<number, number> {
  const count = documents[document]!.passages[passage - firstPassage[document]!]!;
  const scores = new Map<number, number>();
  for (const { share, passageRarity, passages, units, weights } of matches) {
    const found = findPassage(passages, passage);
    if (!found) continue;
    const tells = tellsInPassage(share * passageRarity, found.inDocument);
    const said = new Map(
      units.slice(found.from, found.to).map((unit, at) => [unit, weights[found.from + at]!]),
    );
    for (let at = 0; at < count; at += 1) {
      const weight = Math.max(found.heading, said.get(firstSentence[passage]! + at) ?? 0);
      if (weight > 0) scores.set(at, (scores.get(at) ?? 0) + tells * weight);
    }
  }
  return scores;
}

function findPassage(sorted: readonly PassageMatch[], wanted: number): PassageMatch | undefined {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]!.passage < wanted) low = middle + 1;
    else high = middle;
  }
  return sorted[low]?.passage === wanted ? sorted[low] : undefined;
}
