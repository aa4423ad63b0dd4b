import type { Concept } from '../../text/concepts.ts';
import {
  type Candidate,
  candidatesOf,
  firstOf,
  isBefore,
  pointsInPassage,
  policyPoints,
  roughScore,
  weightInPassage,
} from './candidates.ts';
import type { PostingIndex } from './posting-index.ts';
import { type Matches, matchesOf, type PassageMatch } from './score-concepts.ts';

export interface RankedPolicy {
  readonly document: number;
  /** From 0 to 10, two decimals. */
  readonly score: number;
  /** One or two passages. */
  readonly best: readonly RankedPassage[];
}

interface RankedPassage {
  readonly passage: number;
  readonly score: number;
  /** Scores by the number of the sentence; sentences without any concept are absent. */
  readonly sentences: ReadonlyMap<number, number>;
}

export interface Ranking {
  readonly concepts: readonly Concept[];
  readonly index: PostingIndex;
  /** The weight of a sentence as an answer to the question, at least 1. */
  readonly bonus: (sentence: string) => number;
  readonly sentence: (document: number, passage: number, at: number) => string;
  /** Whether a passage describes the purpose of the policy instead of its rules. */
  readonly isPreamble: (document: number, passage: number) => boolean;
  /** Lower than 1 for a policy in another language than the question. */
  readonly languageWeight: (document: number) => number;
}

/** Points of the best passage of all policies. */
const passagePoints = 5;
/** Sentences are read only for so many policies; lower ranks are on later pages. */
const mostRead = 10;

/** Weights the best sentence, because most answers are in a single sentence. */
const bestSentence = 3;
/** The minimum score of a second passage, relative to the first. */
const nearEnough = 0.2;
const lessWhenRepeated = 0.8;
const lessInPreamble = 0.7;

export function rankPolicies(ranking: Ranking): RankedPolicy[] {
  const { index, concepts, languageWeight } = ranking;
  const matches = concepts.map((concept) => matchesOf(concept, index));

  const candidates = candidatesOf(matches, index);
  const rough = new Map(
    candidates.map((one) => [one.document, roughScore(one) * languageWeight(one.document)]),
  );
  candidates.sort((a, b) => rough.get(b.document)! - rough.get(a.document)!);
  const read = candidates.map((candidate, at) => ({
    document: candidate.document,
    inDocument: candidate.inDocument,
    best: at < mostRead ? readPassages(candidate, matches, ranking) : unread(candidate),
  }));

  const bestPassage = read.reduce((most, { best }) => Math.max(most, best[0]!.score), 0) || 1;
  return read
    .map(({ document, inDocument, best }) => {
      const score = policyPoints * inDocument + passagePoints * (best[0]!.score / bestPassage);
      return { document, score: Math.round(score * languageWeight(document) * 100) / 100, best };
    })
    .sort(
      (a, b) =>
        b.score - a.score ||
        (index.documents[a.document]!.doc_id < index.documents[b.document]!.doc_id ? -1 : 1),
    );
}

function unread(candidate: Candidate): RankedPassage[] {
  const { passage, score } = firstOf(candidate);
  return [{ passage, score: score + candidate.inTitle, sentences: new Map() }];
}

/** Scores the best passages again by their best sentence: how many concepts it contains and whether it answers. */
function readPassages(
  { document, inTitle, passages }: Candidate,
  matches: readonly Matches[],
  { bonus, sentence, isPreamble, index }: Ranking,
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
    const part = isPreamble(document, passage) ? lessInPreamble : 1;
    return { passage, score: part * (score + inTitle + bestSentence * best), sentences };
  });
  scored.sort((a, b) => (isBefore(a, b) ? -1 : 1));
  const [first, ...others] = scored;
  const second = secondPassage(first!, others, matches);
  return second && second.score >= nearEnough * first!.score ? [first!, second] : [first!];
}

/** The passage that adds most to the first: concepts that the first one contains count less. */
function secondPassage(
  first: RankedPassage,
  others: readonly RankedPassage[],
  matches: readonly Matches[],
): RankedPassage | undefined {
  const inFirst = mentionsIn(first.passage, matches);
  const adds = others.map(({ passage, score }) => {
    const repeated = mentionsIn(passage, matches).map((said, at) => Math.min(said, inFirst[at]!));
    return score - lessWhenRepeated * repeated.reduce((sum, said) => sum + said, 0);
  });
  return others[adds.indexOf(Math.max(...adds))];
}

/** The score of each concept in a passage. */
function mentionsIn(passage: number, matches: readonly Matches[]): number[] {
  return matches.map(({ share, passageRarity, passages }) => {
    const found = findPassage(passages, passage);
    return found ? weightInPassage(share * passageRarity, found.inDocument) * pointsInPassage(found) : 0;
  });
}

/** The score of each sentence, with its heading, by the number of the sentence. */
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
    const conceptWeight = weightInPassage(share * passageRarity, found.inDocument);
    const said = new Map(
      units.slice(found.from, found.to).map((unit, at) => [unit, weights[found.from + at]!]),
    );
    for (let at = 0; at < count; at += 1) {
      const weight = Math.max(found.heading, said.get(firstSentence[passage]! + at) ?? 0);
      if (weight > 0) scores.set(at, (scores.get(at) ?? 0) + conceptWeight * weight);
    }
  }
  return scores;
}

function findPassage(sorted: readonly PassageMatch[], passage: number): PassageMatch | undefined {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]!.passage < passage) low = middle + 1;
    else high = middle;
  }
  return sorted[low]?.passage === passage ? sorted[low] : undefined;
}
