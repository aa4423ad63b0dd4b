import tableNouns from './table-nouns.built.ts';

const nouns = new Set(tableNouns.split(' '));

/** Whether it is a Korean noun of the table: none of those is a form of a verb, as 지원 is none of 지우다. */
export function isTableNoun(word: string): boolean {
  return nouns.has(word);
}
