import type { Vocabulary } from '../../text/alternatives.ts';
import { englishRoot } from '../../text/english-stem.ts';
import { isVerbTerm } from '../../text/terms.ts';
import { isHangul } from '../../text/words.ts';
import { firstFrom, type Postings } from './postings.ts';

const mostContaining = 30;
/** Shorter English stems are the beginning of too many other words. */
const shortestBeginning = 4;

export interface TermVocabulary extends Vocabulary {
  nouns(): Iterable<string>;
}

/** Looks up terms in the postings. Terms by pair of syllables are collected when a pair is first requested. */
export function createVocabulary(postings: Postings): TermVocabulary {
  const byPair = new Map<string, readonly string[]>();
  let text: string | undefined;

  function withPair(pair: string): readonly string[] {
    const known = byPair.get(pair);
    if (known) return known;
    text ??= `\n${postings.terms().join('\n')}\n`;
    const found: string[] = [];
    for (let at = text.indexOf(pair); at >= 0; at = text.indexOf(pair, at)) {
      const end = text.indexOf('\n', at);
      const term = text.slice(text.lastIndexOf('\n', at) + 1, end);
      if (term.length > 2 && !isVerbTerm(term)) found.push(term);
      at = end;
    }
    byPair.set(pair, found);
    return found;
  }

  function containing(term: string): { term: string; weight: number }[] {
    if (isVerbTerm(term)) return [];
    if (!isHangul(term)) return term.length < shortestBeginning ? [] : beginningWith(term);
    if (term.length < 2) return [];
    return withPair(term.slice(0, 2))
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
    const terms = postings.terms();
    for (let at = firstFrom(terms, stem); terms[at]?.startsWith(stem); at += 1) {
      const term = terms[at]!;
      if (term === stem || !/^[a-z]{5,}$/.test(term)) continue;
      found.push({ term, weight: term.length - stem.length <= 4 ? 0.8 : 0.6 });
      if (found.length === mostContaining) break;
    }
    return [...found, ...ofSameRoot(stem)];
  }

  /** Finds `approve` for `approval`, and `driving` for `driver`. */
  function ofSameRoot(stem: string): { term: string; weight: number }[] {
    const root = englishRoot(stem);
    if (root === stem) return [];
    const found: { term: string; weight: number }[] = [];
    const terms = postings.terms();
    for (let at = firstFrom(terms, root); terms[at]?.startsWith(root); at += 1) {
      const term = terms[at]!;
      if (!term.startsWith(stem) && englishRoot(term) === root) found.push({ term, weight: 0.7 });
    }
    return found;
  }

  function hasTogether(terms: readonly string[]): boolean {
    const [rarest = [], ...others] = terms
      .map((term) => postings.get(term) ?? [])
      .sort((a, b) => a.length - b.length);
    return rarest.some((unit) => others.every((units) => includesSorted(units, unit)));
  }

  const nouns = () => postings.terms().filter((term) => !isVerbTerm(term));
  return { nouns, has: (term) => postings.has(term), hasTogether, containing };
}

/** Syllables that extend a word without changing its meaning: 출장비, 입사자. */
const affixes = new Set(
  '비 자 일 증 금 료 용 팀 실 권 율 액 서 시 전 후 중 제 별 지 품 법 식 형 망 원 장 석'.split(' '),
);

/** Low for a single other syllable, which makes another word: 모니터링 is not 모니터, and 대문자 is not 문자. */
function fitInCompound(compound: string, part: string, at: number): number {
  const before = compound.slice(0, at);
  const after = compound.slice(at + part.length);
  if (before.length === 1 || (after.length === 1 && !affixes.has(after))) return 0.25;
  if (before && after) return 0.5;
  return after.length === 1 ? 0.9 : 0.8;
}

function includesSorted(sorted: readonly number[], value: number): boolean {
  return sorted[firstFrom(sorted, value)] === value;
}
