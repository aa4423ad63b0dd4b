import table from './synonyms.json' with { type: 'json' };

/** The Korean nouns of the table: none of them is a form of a verb, as 지원 is none of 지우다. */
export const tableNouns: ReadonlySet<string> = new Set(
  Object.values(table).flatMap((groups) =>
    groups.flatMap((group) => group.match(/(?<!\S)[가-힣]{2,}(?=하-|\s|$)/gu) ?? []),
  ),
);
