import {
  type Alternative,
  alternativesOf,
  type ConceptSources,
  saidInOtherLanguage,
  synonymsFor,
  weights,
} from './alternatives.ts';
import { compoundParts } from './compounds.ts';
import { bareInitials } from './hangul-letters.ts';
import { endings, lightTerms } from './korean-grammar.ts';
import { isQuestionWord, withSpaces } from './missing-spaces.ts';
import type { Word } from './synonyms.ts';
import { termsOf } from './terms.ts';
import { isHangul, wordsOf } from './words.ts';

/** One thing that a query asks about, with all the ways in which a text may express it. */
export interface Concept {
  /** The weight among the concepts: 1 for a word of the query, less for a part of a word. */
  readonly share: number;
  readonly alternatives: readonly Alternative[];
}

export interface QueryConcepts {
  readonly concepts: readonly Concept[];
  /** Words without matches, with their replacements; reported to the maintainer of the synonyms. */
  readonly missed: readonly MissedWord[];
  readonly isKorean: boolean;
}

export interface MissedWord {
  readonly word: string;
  readonly searched?: string;
}

/** The share of a word that is also part of a phrase in the query: 법인 in 법인 카드. */
const shareInPhrase = 0.5;
/** The share of a word that is too common to distinguish questions. */
const shareOfLight = 0.25;
const mostWords = 24;
/** Longer queries are not searched for missing spaces: they have some, and each word takes time. */
const mostTypedTogether = 8;

/** Converts a query to concepts. Repairs words only when nothing but light words was found. */
export function queryConcepts(query: string, sources: ConceptSources): QueryConcepts {
  const read = conceptsOf(query, sources);
  const isTelling = read.concepts.some(({ share }) => share > shareOfLight);
  if (isTelling || (read.concepts.length > 0 && read.missed.length === 0)) return read;
  for (const typed of sources.repairs.otherKeyboard(query)) {
    const retyped = conceptsOf(typed, sources);
    const words = retyped.missed.map(({ word }) => word);
    if (retyped.concepts.length > 0 && words.length === 0)
      return { ...retyped, missed: [{ word: query, searched: typed }] };
  }
  const found = repaired({ ...read, concepts: [] }, query, sources);
  return found.concepts.length > 0 ? found : { ...found, concepts: read.concepts };
}

function conceptsOf(query: string, sources: ConceptSources): QueryConcepts {
  const words = contentWordsOf(query, sources);
  const found = words.map((word) => wordConcepts(word, sources));
  const inPhrases = new Set<number>();
  const phrases = phrasesOf(words).flatMap((places) => {
    const concept = phraseConcept(places, words, sources);
    if (!concept) return [];
    // A phrase that only the other language has weighs less than its words, unless one of them is unknown.
    const isWhole = places.every((at) => found[at]!.length > 0);
    const alternatives = isWhole ? concept.alternatives : saidInOtherLanguage(concept.alternatives);
    const isSaid = alternatives.some(({ weight }) => weight > weights.translation);
    if (isSaid) for (const at of places) inPhrases.add(at);
    return { ...concept, alternatives };
  });
  const missed: MissedWord[] = [];
  const single = words.flatMap((word, at) => {
    const concepts = found[at]!;
    if (concepts.length === 0 && !inPhrases.has(at)) missed.push({ word: word.text });
    const share = inPhrases.has(at) ? shareInPhrase : 1;
    return concepts.map((concept) => ({ ...concept, share: concept.share * share }));
  });
  return { concepts: [...phrases, ...single], missed, isKorean: isHangul(query) };
}

/** Replaces each word without matches by the nearest known words. */
function repaired(read: QueryConcepts, query: string, sources: ConceptSources): QueryConcepts {
  const concepts = [...read.concepts];
  const missed = read.missed.map(({ word }) => {
    const found = sources.repairs.wordsFor(word);
    const alternatives = found.flatMap((text) =>
      wordConcepts({ text, terms: termsOf(text) }, sources).flatMap((concept) =>
        concept.alternatives.map((one) => ({ ...one, weight: one.weight * weights.repaired })),
      ),
    );
    if (alternatives.length > 0) {
      concepts.push({ share: 1, alternatives });
      return { word: bareInitials(word) ?? word, searched: found.join(' ') };
    }
    const { parts } = compoundParts(termsOf(word)[0]!, knownWords(sources));
    concepts.push(...partConcepts(parts, weights.piece, sources));
    return { word: bareInitials(word) ?? word, ...(parts.length > 0 && { searched: parts.join(' ') }) };
  });
  return { concepts, missed, isKorean: isHangul(query) };
}

/** Drops question words, unless nothing else remains. */
function contentWordsOf(query: string, sources: ConceptSources): Word[] {
  // 사고 싶어 is about buying, not about an accident (사고).
  const typed = [...new Set(wordsOf(query.replace(/(?<=(?<![가-힣])사고) (?=싶)/gu, '')))].slice(
    0,
    mostWords,
  );
  const spaced =
    typed.length > mostTypedTogether ? typed : typed.flatMap((word) => withSpaces(word, sources));
  const all = [...new Set(spaced)].slice(0, mostWords);
  const telling = all.filter((word) => !endings.includes(word) && !isQuestionWord(word));
  return (telling.length > 0 ? telling : all).map((text) => ({ text, terms: termsOf(text) }));
}

/** Positions of words that may form a phrase: `집에서 일하면`, also `집에서 편하게 일하면`. */
function phrasesOf(words: readonly Word[]): number[][] {
  return words
    .flatMap((_, at) => [
      [at, at + 1],
      [at, at + 1, at + 2],
      [at, at + 2],
    ])
    .filter((places) => places.every((place) => place < words.length));
}

/** A concept for words that form a phrase in the texts or the synonyms. */
function phraseConcept(
  places: readonly number[],
  all: readonly Word[],
  sources: ConceptSources,
): Concept | undefined {
  const words = places.map((at) => all[at]!);
  const synonyms = synonymsFor(words, sources);
  const follow = places.at(-1)! - places[0]! === places.length - 1;
  if (!follow) return synonyms.length > 0 ? { share: 1, alternatives: synonyms } : undefined;
  const terms = words.map((word) => word.terms[0]!);
  const joined = terms.every(isHangul) ? terms.join('') : undefined;
  const isTelling = !words.some(isLight);
  const mayBeApart = isTelling && sources.vocabulary.hasTogether(terms);
  const asOne: Alternative[] =
    joined && isTelling && sources.vocabulary.has(joined)
      ? [{ terms: [joined], weight: weights.exact, isExact: true }]
      : [];
  if (asOne.length === 0 && synonyms.length === 0) return undefined;
  const apart: Alternative[] = mayBeApart ? [{ terms, weight: weights.apart }] : [];
  return { share: 1, alternatives: [...asOne, ...apart, ...synonyms] };
}

/** One concept for a word, several for the parts of a compound, none for an unknown word. */
function wordConcepts(word: Word, sources: ConceptSources): Concept[] {
  const alternatives = alternativesOf(amount.test(word.text) ? aboutMoney(word) : word, sources);
  const whole = alternatives.length > 0 ? [{ share: isLight(word) ? shareOfLight : 1, alternatives }] : [];
  if (alternatives.some(({ terms }) => terms.length === 1)) return whole;
  const { parts, isWhole } = compoundParts(word.terms[0]!, knownWords(sources));
  return isWhole ? [...whole, ...partConcepts(parts, weights.part, sources)] : whole;
}

/** Matches `200만원짜리`. The texts may name other amounts, but they say who approves them. */
const amount = /^\p{N}+(?:천|백|십)?[만억]?\s?원/u;

function aboutMoney({ text, terms }: Word): Word {
  return { text, terms: [...terms, '금액'] };
}

function partConcepts(parts: readonly string[], weight: number, sources: ConceptSources): Concept[] {
  return parts.flatMap((text) => {
    const own = alternativesOf({ text, terms: [text] }, sources);
    const alternatives = own.map((one) => ({ ...one, weight: one.weight * weight }));
    return own.length > 0 ? [{ share: 1 / parts.length, alternatives }] : [];
  });
}

function isLight({ terms }: Word): boolean {
  return terms.some((term) => lightTerms.has(term));
}

/** Caches the result per piece, because a compound has many pieces. */
function knownWords(sources: ConceptSources): (text: string) => boolean {
  const known = new Map<string, boolean>();
  return (text) => {
    const found =
      known.get(text) ?? (text.length >= 2 && alternativesOf({ text, terms: [text] }, sources).length > 0);
    known.set(text, found);
    return found;
  };
}
