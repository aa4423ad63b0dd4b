import table from './synonyms.json' with { type: 'json' };

/** Each of them as it is written; told apart when asked for, as every start reads this table. */
const entries = new Set(Object.values(table).flat().join(' ').split(' '));

const hangulWord = /^[가-힣]{2,}$/;

/** Whether it is a Korean noun of the table: none of those is a form of a verb, as 지원 is none of 지우다. */
export function isTableNoun(word: string): boolean {
  return hangulWord.test(word) && (entries.has(word) || entries.has(`${word}하-`));
}
