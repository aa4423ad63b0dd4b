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
  /** 0 to 10, to two decimals. */
  readonly score: number;
  /** One or two. */
  readonly best: readonly RankedPassage[];
}

interface RankedPassage {
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
  /** Whether a passage says what the policy is for, and none of its rules. */
  readonly isPreamble: (document: number, passage: number) => boolean;
  /** Of a policy, by its language and that of the question: 1 or less. */
  readonly languageWeight: (document: number) => number;
}

/** The best passage of all tells as much as eight points of a policy. */
const passagePoints = 5;
/** Only of these the sentences are read; what ranks lower is on a later page. */
const mostRead = 10;

/** An answer stands in one sentence more often than in several. */
const bestSentence = 3;
/** A second passage that is further behind the first one is no answer. */
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

/** The best passages once more, by what their best sentence says of all the concepts and whether it answers. */
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

/** The one that adds most to the first: what the first has already counts less. */
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

/** What each of the concepts counts in a passage. */
function mentionsIn(passage: number, matches: readonly Matches[]): number[] {
  return matches.map(({ share, passageRarity, passages }) => {
    const found = findPassage(passages, passage);
    return found ? weightInPassage(share * passageRarity, found.inDocument) * pointsInPassage(found) : 0;
  });
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
