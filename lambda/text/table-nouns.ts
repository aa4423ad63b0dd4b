import table from './synonyms.json' with { type: 'json' };

const hangulWord = /^[가-힣]{2,}$/;

/** The Korean nouns of the table: none of them is a form of a verb, as 지원 is none of 지우다. */
export const tableNouns: ReadonlySet<string> = nounsOf(Object.values(table).flat());

/** Every start reads the whole table, so each entry is looked at once. */
function nounsOf(groups: readonly string[]): Set<string> {
  const nouns = new Set<string>();
  for (const group of groups) {
    for (const entry of group.split(' ')) {
      const noun = entry.endsWith('하-') ? entry.slice(0, -2) : entry;
      if (hangulWord.test(noun)) nouns.add(noun);
    }
  }
  return nouns;
}
