import { type MissedWord, queryConcepts } from '../../text/concepts.ts';
import type { Text } from '../../text/language.ts';
import { messages } from '../../text/messages.ts';
import { createRepairs } from '../../text/repairs.ts';
import { createSynonyms, type Synonyms } from '../../text/synonyms.ts';
import { termsOf } from '../../text/terms.ts';
import { isHangul, wordsOf } from '../../text/words.ts';
import type { Policy } from '../policy.ts';
import { answerBonus } from './answer-type.ts';
import { Hit, type HitDetails, Passage, type PolicyHit } from './policy-hit.ts';
import { buildIndexSlice, createPostingIndex, type PostingIndex, passagesOf } from './posting-index.ts';
import { rankPolicies } from './rank-policies.ts';
import { translatedIds } from './translations.ts';

export interface PolicySearch {
  /** All matching policies, best first. Never throws, for any query. */
  find(query: string): PoliciesFound;
}

interface PoliciesFound {
  readonly hits: readonly PolicyHit[];
  /** A suggestion for another search when nothing matches. */
  readonly suggestion?: Text;
  /** Words that no policy contains, with their replacements. */
  readonly missed: readonly MissedWord[];
}

export interface PolicySearchOptions {
  readonly synonyms?: Synonyms;
  /** The index of exactly these policies; built when absent. */
  readonly index?: PostingIndex;
}

/** Matches headings such as `제1조 (목적)`, `부칙` and `Scope`, whose sections answer only questions about these words. */
const preamble =
  /(?:^|[\s\d.(（[])(?:목적|정의|적용 ?범위|부칙|총칙|시행일|(?:제·?)?개정 ?(?:이력|내역)?|purpose|scope|definitions?|(?:revision|version|change|document) history|about this (?:document|policy))[)）\]\s]*$/iu;

/** Weights of a policy in another language than the question, with and without a translation in the collection. */
const otherLanguage = 0.7;
const onlyLanguage = 0.9;

/** A longer list would make the suggestion unreadable. */
const mostTitles = 10;

/** Builds or loads the index once for a list of policies. */
export function createPolicySearch(
  policies: readonly Policy[],
  { synonyms = createSynonyms(), index = buildIndex(policies) }: PolicySearchOptions = {},
): PolicySearch {
  const byId = new Map(policies.map((policy) => [policy.doc_id, policy]));
  const documents = index.documents.map(({ doc_id }) => byId.get(doc_id)!);
  const { vocabulary } = index;
  const repairs = createRepairs({
    *words() {
      yield* vocabulary.nouns();
      yield* synonyms.words();
    },
    phrases: () => phrasesOf(policies, synonyms),
  });
  const passages = new Map<number, readonly Passage[]>();
  let translated: ReadonlySet<string> | undefined;
  const details: HitDetails = { documents, passageAt };

  function find(query: string): PoliciesFound {
    const { concepts, missed, isKorean } = queryConcepts(query, { vocabulary, synonyms, repairs });
    const asksForPreamble = preamble.test(query);
    const ranked = rankPolicies({
      concepts,
      index,
      bonus: answerBonus(query),
      sentence: (document, passage, at) => passageAt(document, passage).sentences[at]!,
      isPreamble: (document, passage) =>
        !asksForPreamble && preamble.test(passageAt(document, passage).section.heading),
      languageWeight: (document) => languageWeight(document, isKorean),
    });
    if (ranked.length === 0) return { hits: [], suggestion: instead(query), missed };
    const terms = new Set(concepts.flatMap(({ alternatives }) => alternatives.flatMap((one) => one.terms)));
    return { hits: ranked.map((found) => new Hit(found, terms, details)), missed };
  }

  function languageWeight(document: number, isKorean: boolean): number {
    const { doc_id, language } = documents[document]!;
    if ((language === 'ko') === isKorean) return 1;
    translated ??= translatedIds(policies);
    return translated.has(doc_id) ? otherLanguage : onlyLanguage;
  }

  function passageAt(document: number, passage: number): Passage {
    const known =
      passages.get(document) ?? passagesOf(documents[document]!).map((section) => new Passage(section));
    passages.set(document, known);
    return known[passage - index.firstPassage[document]!]!;
  }

  function instead(query: string): Text {
    if (policies.length === 0) return messages.noPolicies;
    const language = isHangul(query) ? 'ko' : 'en';
    const inLanguage = policies.filter((policy) => policy.language === language);
    const titles = (inLanguage.length > 0 ? inLanguage : policies)
      .slice(0, mostTitles)
      .map(({ title }) => title);
    return messages.noPolicyMatches(titles);
  }

  return { find };
}

function buildIndex(policies: readonly Policy[]): PostingIndex {
  return createPostingIndex([buildIndexSlice(policies)]);
}

/** Bounds the time of the first question that needs phrases. */
const mostPhrases = 50_000;

/** Nouns, and two neighbouring nouns as one: `보안 교육` as 보안교육. */
function* phrasesOf(policies: readonly Policy[], synonyms: Synonyms): Iterable<string> {
  let count = 0;
  for (const { title, tags, body } of policies) {
    let before = '';
    for (const word of wordsOf([title, ...tags, body].join('\n'))) {
      const noun = isHangul(word) ? termsOf(word)[0]! : '';
      if (noun) yield noun;
      if (before && noun) yield before + noun;
      before = noun;
      count += 1;
      if (count > mostPhrases) return;
    }
  }
  yield* synonyms.words();
}
