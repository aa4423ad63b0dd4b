import type { Vocabulary } from '../../text/alternatives.ts';
import { isVerbTerm } from '../../text/terms.ts';
import { isHangul } from '../../text/words.ts';
import type { Postings } from './postings.ts';

const mostContaining = 30;
/** Shorter English stems are the beginning of too many other words. */
const shortestBeginning = 4;

export interface GrowingVocabulary extends Vocabulary {
  readonly nouns: readonly string[];
  /** Adds a term that was not there. */
  learn(term: string): void;
}

/** Looks up terms of the postings, and for the parts of compounds every two neighbouring syllables. */
export function createVocabulary(postings: Postings): GrowingVocabulary {
  const nouns: string[] = [];
  const english: string[] = [];
  let isSorted = true;
  const byPair = new Map<string, string[]>();

  function learn(term: string): void {
    if (isVerbTerm(term)) return;
    nouns.push(term);
    if (/^[a-z]{5,}$/.test(term)) {
      english.push(term);
      isSorted = false;
    }
    if (term.length < 3 || !isHangul(term)) return;
    for (let at = 0; at + 2 <= term.length; at += 1) {
      const pair = term.slice(at, at + 2);
      const group = byPair.get(pair);
      if (group) group.push(term);
      else byPair.set(pair, [term]);
    }
  }

  function containing(term: string): { term: string; weight: number }[] {
    if (isVerbTerm(term)) return [];
    if (!isHangul(term)) return term.length < shortestBeginning ? [] : beginningWith(term);
    if (term.length < 2) return [];
    return [...new Set(byPair.get(term.slice(0, 2)))]
      .flatMap((found) => {
        const at = found.indexOf(term);
        const weight = found === term || at < 0 ? 0 : fitInCompound(found, term, at);
        return weight > 0 ? [{ term: found, weight }] : [];
      })
      .sort((a, b) => b.weight - a.weight)
      .slice(0, mostContaining);
  }

  function beginningWith(stem: string): { term: string; weight: number }[] {
    const found: { term: string; weight: number }[] = [];
    if (!isSorted) english.sort();
    isSorted = true;
    for (let at = firstFrom(english, stem); english[at]?.startsWith(stem); at += 1) {
      const term = english[at]!;
      if (term !== stem) found.push({ term, weight: term.length - stem.length <= 4 ? 0.8 : 0.6 });
      if (found.length === mostContaining) break;
    }
    return found;
  }

  function hasTogether(terms: readonly string[]): boolean {
    const [rarest = [], ...others] = terms
      .map((term) => postings.get(term) ?? [])
      .sort((a, b) => a.length - b.length);
    return rarest.some((unit) => others.every((units) => includesSorted(units, unit)));
  }

  return { nouns, learn, has: (term) => postings.has(term), hasTogether, containing };
}

/** A syllable that a word takes on without becoming another: 출장비, 입사자. */
const affixes = new Set(
  '비 자 일 증 금 료 용 팀 실 권 율 액 서 시 전 후 중 제 별 지 품 법 식 형 망 원 장 석'.split(' '),
);

/** Whole parts fit; a single strange syllable makes another word, as 모니터링 is no 모니터 and 대문자 no 문자. */
function fitInCompound(compound: string, part: string, at: number): number {
  const before = compound.slice(0, at);
  const after = compound.slice(at + part.length);
  if (before.length === 1 || (after.length === 1 && !affixes.has(after))) return 0.25;
  if (before && after) return 0.5;
  return after.length === 1 ? 0.9 : 0.8;
}

function includesSorted(sorted: readonly number[], wanted: number): boolean {
  return sorted[firstFrom(sorted, wanted)] === wanted;
}

function firstFrom<Value extends string | number>(sorted: readonly Value[], wanted: Value): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
