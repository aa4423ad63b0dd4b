import type { Concept } from '../../text/concepts.ts';
import type { PostingIndex } from './posting-index.ts';
import { type Matches, matchesOf } from './score-concepts.ts';

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

/** A word of the title tells less about which of the passages is meant. */
const lessInTitled = 0.35;
/** An answer stands in one sentence more often than in several. */
const bestSentence = 2;
/** A second passage that is further behind the first one is no answer. */
const nearEnough = 0.2;

export function rankPolicies(ranking: Ranking): RankedPolicy[] {
  const { index, concepts, favours } = ranking;
  const matches = concepts.map((concept) => matchesOf(concept, index));
  const points = documentPoints(matches);
  const passages = passageScores(matches, index);
  const titles = titleScores(matches);
  const language = (document: number) => (favours(document) ? 1 : otherLanguage);

  const candidates = [...points]
    .map(([document, inDocument]) => ({
      document,
      inDocument,
      passages: (passages.get(document) ?? [{ passage: index.firstPassage[document]!, score: 0 }])
        .map(({ passage, score }) => ({ passage, score: score + (titles.get(document) ?? 0) }))
        .sort((a, b) => b.score - a.score || a.passage - b.passage),
    }))
    .sort((a, b) => rough(b) * language(b.document) - rough(a) * language(a.document));
  const read = candidates.map((candidate, at) => ({
    ...candidate,
    best: at < mostRead ? readPassages(candidate, matches, ranking) : unread(candidate.passages),
  }));

  const bestPassage = Math.max(...read.map(({ best }) => best[0]!.score)) || 1;
  return read
    .map(({ document, inDocument, best }) => {
      const score =
        (policyPoints * inDocument + passagePoints * (best[0]!.score / bestPassage)) * language(document);
      return { document, score: Math.round(score * 100) / 100, best };
    })
    .sort(
      (a, b) =>
        b.score - a.score ||
        (index.documents[a.document]!.doc_id < index.documents[b.document]!.doc_id ? -1 : 1),
    );
}

interface Candidate {
  readonly document: number;
  readonly inDocument: number;
  readonly passages: readonly { readonly passage: number; readonly score: number }[];
}

function rough({ inDocument, passages }: Candidate): number {
  return policyPoints * inDocument + (passages[0]?.score ?? 0);
}

function unread(passages: Candidate['passages']): RankedPassage[] {
  return [{ ...passages[0]!, sentences: new Map() }];
}

/** By document: 3 for the title, 2 for a tag, 0.5 for each time in the body up to 3, averaged by how much a concept tells. */
function documentPoints(matches: readonly Matches[]): Map<number, number> {
  const all = matches.reduce((sum, { share, rarity }) => sum + share * rarity, 0);
  const points = new Map<number, number>();
  for (const { share, rarity, titles, tags, bodies } of matches) {
    for (const document of new Set([...titles.keys(), ...tags.keys(), ...bodies.keys()])) {
      const titlePoints = 3 * (titles.get(document) ?? 0);
      const tagPoints = 2 * (tags.get(document) ?? 0);
      const bodyPoints = Math.min(3, 0.5 * (bodies.get(document) ?? 0));
      const counts = ((share * rarity) / all) * (titlePoints + tagPoints + bodyPoints);
      points.set(document, (points.get(document) ?? 0) + counts);
    }
  }
  return points;
}

/** What title and tags say is true of every passage of a document. */
function titleScores(matches: readonly Matches[]): Map<number, number> {
  const scores = new Map<number, number>();
  const covered = new Map<number, number>();
  let all = 0;
  for (const { share, passageRarity, titles, tags } of matches) {
    const tells = share * passageRarity;
    all += tells;
    for (const document of new Set([...titles.keys(), ...tags.keys()])) {
      const [title, tag] = [titles.get(document) ?? 0, tags.get(document) ?? 0];
      add(scores, document, tells * (title > 0 ? inTitle * title : inTag * tag));
      add(covered, document, tells * Math.max(title, tag));
    }
  }
  // A title that has all of the question is about it; one that has a single word of it may not be.
  for (const [document, score] of scores)
    scores.set(document, score * (1 + inWholeTitle * (covered.get(document)! / all) ** 2));
  return scores;
}

/** By document its passages with what they count by headings and sentences, before a sentence is read. */
function passageScores(matches: readonly Matches[], index: PostingIndex) {
  const scores = new Map<number, number>();
  for (const { share, passageRarity, titles, headings, sentences } of matches) {
    const inPassage = (passage: number) =>
      share * passageRarity * (1 - lessInTitled * (titles.get(index.documentOf[passage]!) ?? 0));
    for (const [passage, weight] of headings) add(scores, passage, 1.5 * inPassage(passage) * weight);
    for (const [passage, found] of sentences) {
      const tells = inPassage(passage);
      const most = Math.max(...found.map(({ weight }) => weight));
      add(scores, passage, tells * most * (1 + 0.15 * Math.min(3, found.length - 1)));
    }
  }
  const byDocument = new Map<number, { passage: number; score: number }[]>();
  for (const [passage, score] of scores) {
    const document = index.documentOf[passage]!;
    const others = byDocument.get(document);
    if (others) others.push({ passage, score });
    else byDocument.set(document, [{ passage, score }]);
  }
  return byDocument;
}

/** The best passages once more, by what their best sentence says of all the concepts and whether it answers. */
function readPassages(
  { document, passages }: Candidate,
  matches: readonly Matches[],
  { bonus, sentence, index }: Ranking,
): RankedPassage[] {
  const scored = passages.slice(0, mostRead).map(({ passage, score }) => {
    const sentences = sentenceScores(passage, document, matches, index);
    let best = 0;
    for (const [at, counts] of sentences) {
      const answered = counts * bonus(sentence(document, passage, at));
      sentences.set(at, answered);
      best = Math.max(best, answered);
    }
    return { passage, score: score + bestSentence * best, sentences };
  });
  scored.sort((a, b) => b.score - a.score || a.passage - b.passage);
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
  for (const { share, passageRarity, titles, headings, sentences } of matches) {
    const tells = share * passageRarity * (1 - lessInTitled * (titles.get(document) ?? 0));
    const heading = headings.get(passage) ?? 0;
    const found = new Map(sentences.get(passage)?.map(({ unit, weight }) => [unit, weight]));
    if (heading === 0 && found.size === 0) continue;
    for (let at = 0; at < count; at += 1) {
      const weight = Math.max(heading, found.get(firstSentence[passage]! + at) ?? 0);
      if (weight > 0) add(scores, at, tells * weight);
    }
  }
  return scores;
}

function add(sums: Map<number, number>, key: number, value: number): void {
  sums.set(key, (sums.get(key) ?? 0) + value);
}
