import type { MissedWord } from '../../text/concepts.ts';
import { endings, lightTerms, questionWords } from '../../text/korean-grammar.ts';
import { dictionaryTerm } from '../../text/korean-verbs.ts';
import type { Repairs } from '../../text/repairs.ts';
import type { Synonyms } from '../../text/synonyms.ts';
import { termsOf } from '../../text/terms.ts';
import { isHangul, stemOf, wordsOf } from '../../text/words.ts';
import type { InventoryItem } from '../item.ts';
import { itemText, plain } from './item-text.ts';

/** Matches an item with one of the terms, or with all of the parts. */
export interface Requirement {
  readonly terms: readonly string[];
  readonly parts: readonly Requirement[];
}

export interface QueryWord {
  readonly text: string;
  /** For the word alone, then joined with the next word and with the next two (`i pad`, `노트 북`). */
  readonly requirements: readonly Requirement[];
}

export interface ItemQuery {
  /** Words that must match. */
  readonly words: readonly QueryWord[];
  /** Items with this status rank first. */
  readonly status: InventoryItem['status'] | undefined;
  /** Words that no item contains, with their replacements; words without a replacement are ignored. */
  readonly missed: readonly MissedWord[];
}

export interface ItemQuerySources {
  /** Whether a compact term occurs in the inventory. */
  readonly isKnown: (term: string) => boolean;
  readonly synonyms: Synonyms;
  readonly repairs: Repairs;
}

const mostJoined = 3;
const mostWords = 24;

export function readItemQuery(query: string, sources: ItemQuerySources): ItemQuery {
  const read = readWords(query, sources);
  if (read.words.length === 0 || read.words.some(isFound)) return withoutUnknown(read, sources);
  for (const typed of sources.repairs.otherKeyboard(query)) {
    const retyped = readWords(typed, sources);
    if (retyped.words.length > 0 && retyped.words.every(isFound))
      return { ...retyped, missed: [{ word: query, searched: typed }] };
  }
  return withoutUnknown(read, sources);

  function isFound({ requirements: [alone] }: QueryWord): boolean {
    return isFoundIn(alone!, sources.isKnown);
  }
}

/** Whether any item matches a requirement. */
export function isFoundIn({ terms, parts }: Requirement, isKnown: (term: string) => boolean): boolean {
  return terms.some(isKnown) || (parts.length > 0 && parts.every((part) => isFoundIn(part, isKnown)));
}

function readWords(query: string, sources: ItemQuerySources): ItemQuery {
  const all = contentWordsOf(query, sources.isKnown);
  const status = all.map(statusOf).find((found) => found !== undefined);
  const texts = all.filter((text) => statusOf(text) === undefined || sources.isKnown(itemText(text).compact));
  const words = texts.map((text, at) => {
    const joined = texts.slice(at, at + mostJoined).map((_, more) => texts.slice(at, at + more + 1).join(''));
    return { text, requirements: joined.map((word) => requirementOf(itemText(word).compact, sources)) };
  });
  return { words, status, missed: [] };
}

/** Replaces words that no item contains, or drops them if other words remain. */
function withoutUnknown(read: ItemQuery, sources: ItemQuerySources): ItemQuery {
  const { isKnown, repairs } = sources;
  const missed: MissedWord[] = [];
  const inJoined = new Set<number>();
  read.words.forEach(({ requirements }, at) => {
    requirements.slice(1).forEach((joined, more) => {
      if (isFoundIn(joined, isKnown))
        for (let next = at; next <= at + more + 1; next += 1) inJoined.add(next);
    });
  });
  const words = read.words.flatMap((word, at) => {
    if (inJoined.has(at) || isFoundIn(word.requirements[0]!, isKnown)) return [word];
    const repaired = repairs
      .wordsFor(word.text)
      .map((text) => ({ text, requirement: requirementOf(itemText(text).compact, sources) }))
      .filter(({ requirement }) => isFoundIn(requirement, isKnown));
    if (repaired.length === 0) {
      missed.push({ word: word.text });
      return [];
    }
    missed.push({ word: word.text, searched: repaired.map(({ text }) => text).join(' ') });
    const terms = repaired.flatMap(({ requirement }) => requirement.terms);
    return [{ text: word.text, requirements: [{ terms, parts: repaired[0]!.requirement.parts }] }];
  });
  return words.length > 0 ? { ...read, words, missed } : { ...read, missed };
}

/** Drops words without content, unless they are part of a known word: `i pad`. */
function contentWordsOf(query: string, isKnown: (term: string) => boolean): string[] {
  const all = plain(query)
    .toLowerCase()
    .replace(/(?<=\d) ?층/g, 'f')
    .replace(/(?<=\d) ?미터/g, 'm')
    .replace(/(?<=\d) ?포트/g, 'port')
    .split(' ')
    .map((word) => withoutPunctuation(word, isKnown));
  const words = [...new Set(all)].filter(Boolean).slice(0, mostWords);
  const contentWords = words.filter(
    (word, at) => !isStopWord(word) || isKnown(word + (words[at + 1] ?? '\n')),
  );
  return contentWords.length > 0
    ? contentWords
    : words.filter((word) => isKnown(word) && !questionWords.has(word));
}

function isStopWord(word: string): boolean {
  if (/^(?:\p{N}+|몇|총)?(?:대|개|장|세트|박스|ea|pcs|units?)(?:씩|야|나|쯤|정도|예요|인가요)?$/u.test(word))
    return true;
  if (endings.includes(word)) return true;
  return [word, stemOf(word), ...termsOf(word)].some(
    (form) => questionWords.has(form) || stockWords.has(form) || lightTerms.has(form),
  );
}

/** Words that match everything in an inventory. */
const stockWords = new Set([
  dictionaryTerm('남'),
  ...`재고 재고량 수량 현황 목록 리스트 하나 한 두 세 네 다섯 여섯 비품 품목 물품 제품 장비 기기 자산 것들 곧 중인 다 모두 모든 전부 전체 총 합계
  확인 부탁 부탁드려요 부탁합니다 stock inventory available under spare item product device equipment asset thing everything anything
  all total list check order out`.split(/\s+/),
]);

const statuses: readonly [RegExp, InventoryItem['status']][] = [
  [/^(?:수리|정비|고장)(?:중|나|난|된|$)/u, 'in_repair'],
  [/^(?:broken|repair(?:ed|ing)?)$/u, 'in_repair'],
  [/^(?:예약|reserved?$)/u, 'reserved'],
  [/^(?:단종|discontinued$)/u, 'discontinued'],
  [/^사용가능|^쓸$/u, 'available'],
];

function statusOf(word: string): InventoryItem['status'] | undefined {
  return statuses.find(([pattern]) => pattern.test(word))?.[1];
}

/** Quotes around words are dropped, except when they belong to a name: `27"`. */
function withoutPunctuation(word: string, isKnown: (term: string) => boolean): string {
  const plainWord = word.replace(/^[.,;:!?]+|[.,;:!?]+$/g, '');
  if (isKnown(plainWord)) return plainWord || word;
  return plainWord.replace(/^["']+|["']+$/g, '');
}

function requirementOf(word: string, sources: ItemQuerySources): Requirement {
  const terms = termsFor(word, sources);
  const parts = partsOf(word, sources);
  return { terms, parts: parts.map((part) => ({ terms: termsFor(part, sources), parts: [] })) };
}

/** The word, its stem when the word itself is unknown, and synonyms. */
function termsFor(word: string, { isKnown, synonyms }: ItemQuerySources): string[] {
  const terms = termsOf(word);
  const forms = isKnown(word) ? [word] : [word, stemOf(word)];
  const alike = synonyms.lookUp([{ text: word, terms }]).filter(({ text }) => text !== undefined);
  const compact = (broader: boolean) =>
    alike.filter(({ isBroader }) => isBroader === broader).map(({ text }) => itemText(text!).compact);
  const same = [...new Set([...forms, ...compact(false)])];
  return same.some(isKnown) ? same : [...same, ...compact(true)];
}

/** The known words that make up a compound such as `무선마우스` or `27"모니터`; empty when one part is unknown. */
function partsOf(word: string, sources: ItemQuerySources): string[] {
  const isKnown = (text: string) => termsFor(text, sources).some(sources.isKnown);
  const runs = word.match(/\p{Script=Hangul}+|\P{Script=Hangul}+/gu) ?? [];
  const parts = runs.flatMap((run) => {
    if (!isHangul(run) || (runs.length > 1 && isKnown(run))) return [run];
    return splitHangul(run, isKnown) ?? [run];
  });
  const telling = parts.filter((part) => !endings.includes(part));
  const isCompound = telling.length > 1 || (telling.length === 1 && telling[0] !== word);
  return isCompound ? telling : [];
}

/** Splits into known words, the longest first; the rest may be an ending. */
function splitHangul(run: string, isKnown: (text: string) => boolean): string[] | undefined {
  if (run.length > 20) return undefined;
  for (let at = run.length - 1; at >= 1; at -= 1) {
    const [left, right] = [run.slice(0, at), run.slice(at)];
    if (!isKnown(left)) continue;
    if (endings.includes(right) || fillers.has(right)) return [left];
    if (isKnown(right)) return [left, right];
    const rest = splitHangul(right, isKnown);
    if (rest) return [left, ...rest];
  }
  return undefined;
}

/** Suffixes that a noun may have: 회의용, 2미터짜리. */
const fillers = new Set('용 짜리 형 기 류 들 쪽'.split(' '));

/** Words of all items, as candidates for repairs. */
export function* wordsOfItems(items: readonly InventoryItem[]): Iterable<string> {
  for (const { name, category, location } of items) {
    for (const word of wordsOf(`${name} ${category} ${location}`)) if (word.length > 1) yield word;
  }
}
