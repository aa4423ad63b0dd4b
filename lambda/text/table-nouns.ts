import tableNouns from './table-nouns.built.ts';

const nouns = new Set(tableNouns.split(' '));

/** Whether a word is a Korean noun of the table, and therefore not a verb form: 지원 does not come from 지우다. */
export function isTableNoun(word: string): boolean {
  return nouns.has(word);
}
