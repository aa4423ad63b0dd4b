import type { Policy } from '../policy.ts';

/** Matches the language in ids such as `expenses-en` and `ko.expenses`. */
const languageInId = /^(?:ko|kr|en)[-_.]|[-_.](?:ko|kor|korean|kr|en|eng|english)$/i;

/** The ids of policies that exist in both languages: their ids differ only in the language part. */
export function translatedIds(policies: readonly Policy[]): ReadonlySet<string> {
  const groups = Map.groupBy(policies, ({ doc_id }) => doc_id.replace(languageInId, ''));
  return new Set(
    [...groups.values()]
      .filter((group) => new Set(group.map(({ language }) => language)).size > 1)
      .flatMap((group) => group.map(({ doc_id }) => doc_id)),
  );
}
