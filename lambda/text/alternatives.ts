import type { Repairs } from './repairs.ts';
import type { Synonym, Synonyms, Word } from './synonyms.ts';
import { isVerbTerm } from './terms.ts';
import { isHangul } from './words.ts';

export interface Alternative {
  /** Terms that must occur together; usually one. */
  readonly terms: readonly string[];
  readonly weight: number;
  /** Set for the word itself, whose rarity determines that of the concept. */
  readonly isExact?: boolean;
}

/** The terms of the searched texts. */
export interface Vocabulary {
  has(term: string): boolean;
  /** Whether one sentence, heading, tag or title contains all of them. */
  hasTogether(terms: readonly string[]): boolean;
  /** Terms that contain this one, weighted by how well it represents them. */
  containing(term: string): readonly { readonly term: string; readonly weight: number }[];
}

export interface ConceptSources {
  readonly vocabulary: Vocabulary;
  readonly synonyms: Synonyms;
  readonly repairs: Repairs;
}

export const weights = {
  exact: 1,
  apart: 0.8,
  verb: 0.9,
  synonym: 0.9,
  translation: 0.5,
  kind: 0.75,
  part: 0.75,
  piece: 0.55,
  repaired: 0.5,
};

const clearlyVerb = /(?:는|면|려고|니다|[어아]야)$/u;

/** The ways in which the searched texts express a word. */
export function alternativesOf(word: Word, sources: ConceptSources): readonly Alternative[] {
  const { vocabulary } = sources;
  // Verb stems of one syllable resemble too many nouns: 나라 is not a form of 나다.
  const isNoun = vocabulary.has(word.terms[0]!) && !clearlyVerb.test(word.text);
  const terms = word.terms.filter((term) => !isNoun || !isVerbTerm(term) || term.length > 2);
  // A verb form must not match as a part of another word: 들어 (from 들어도) is not a part of 들어오다.
  const mayBeVerb = word.terms.some(isVerbTerm) && /^[가-힣]{1,2}[어아여해서고면지]?$/u.test(word.text);
  const own = terms.flatMap((term) => {
    const weight = isVerbTerm(term) ? weights.verb : weights.exact;
    const exact = vocabulary.has(term) ? [{ terms: [term], weight, isExact: true }] : [];
    return mayBeVerb ? exact : [...exact, ...containing(term, weight, vocabulary)];
  });
  return saidInOtherLanguage([...own, ...synonymsFor([{ ...word, terms }], sources, own.length > 0)]);
}

/** When only texts in the other language contain a word, a match there weighs as much as a synonym. */
export function saidInOtherLanguage(found: readonly Alternative[]): readonly Alternative[] {
  const best = found.reduce((most, { weight }) => Math.max(most, weight), 0);
  if (best === 0 || best > weights.translation) return found;
  return found.map((one) => {
    // Several words may occur in one sentence by chance.
    const together = one.terms.length > 1 ? weights.apart : 1;
    return { ...one, weight: (one.weight * weights.synonym * together) / weights.translation };
  });
}

function containing(term: string, weight: number, vocabulary: Vocabulary): Alternative[] {
  return vocabulary.containing(term).map((found) => ({ terms: [found.term], weight: weight * found.weight }));
}

export function synonymsFor(
  words: readonly Word[],
  { synonyms, vocabulary }: ConceptSources,
  isKnown = true,
): Alternative[] {
  const korean = words.some(({ text }) => isHangul(text));
  const weightOf = (synonym: Synonym, same: number) =>
    synonym.isHangul === korean || (korean && isAbbreviation(synonym)) ? same : weights.translation;
  const found = synonyms.lookUp(words);
  const equal = found
    .filter(({ isBroader }) => !isBroader)
    .flatMap((synonym) => asWritten(synonym.terms, weightOf(synonym, weights.synonym), vocabulary));
  // When no text names a product, its kind is the best match.
  const isNamed = isKnown || equal.some(({ weight }) => weight > weights.translation);
  const broader = found
    .filter(({ isBroader }) => isBroader)
    .flatMap((synonym) =>
      asWritten(synonym.terms, weightOf(synonym, isNamed ? weights.translation : weights.kind), vocabulary),
    );
  return [...equal, ...broader];
}

/** Korean texts use abbreviations such as AI and VPN too. */
function isAbbreviation({ text }: Synonym): boolean {
  return text !== undefined && /^[A-Z0-9]{2,5}$/.test(text);
}

function asWritten(terms: readonly string[], weight: number, vocabulary: Vocabulary): Alternative[] {
  const own = vocabulary.hasTogether(terms) ? [{ terms, weight }] : [];
  if (terms.length > 1) return own;
  const apart = own.length > 0 ? [] : writtenApart(terms[0]!, weight, vocabulary);
  return [...own, ...apart, ...containing(terms[0]!, weight, vocabulary)];
}

/** Finds `감시 카메라` for `감시카메라`. */
function writtenApart(compound: string, weight: number, vocabulary: Vocabulary): Alternative[] {
  if (!/^[가-힣]{4,}$/u.test(compound)) return [];
  for (let at = 2; at <= compound.length - 2; at += 1) {
    const terms = [compound.slice(0, at), compound.slice(at)];
    if (vocabulary.hasTogether(terms)) return [{ terms, weight: weight * weights.apart }];
  }
  return [];
}
