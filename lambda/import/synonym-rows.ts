import { readRecords } from './csv-records.ts';
import { type RowError, UnusableFile } from './row-error.ts';

/** All groups are stored in one item, which is limited to 400 KB. */
const mostGroups = 2_000;
const mostWords = 20;
const longestWord = 50;

const expected = `2 to ${mostWords} words of one meaning, each of at most ${longestWord} characters`;

/** Reads a CSV file with synonyms in each row. Throws {@link UnusableFile} when no row is a group. */
export function readSynonymRows(file: string, text: string): { groups: string[]; errors: RowError[] } {
  const errors: RowError[] = [];
  const groups: string[] = [];
  readRecords(text).forEach(({ line, fields = [] }, at) => {
    const words = [...new Set(fields.map((field) => field.trim()).filter(Boolean))];
    if (at === 0 && words.every((word) => headings.test(word))) return;
    const isGroup =
      words.length >= 2 &&
      words.length <= mostWords &&
      words.every((word) => word.length <= longestWord && !/[_>]/.test(word));
    if (isGroup) groups.push(words.map((word) => word.replace(/\s+/g, '_')).join(' '));
    else errors.push({ file, line, found: fields.join(', ').slice(0, 80), expected });
  });
  if (groups.length === 0) throw new UnusableFile(file, 'no row with synonyms', expected);
  if (groups.length > mostGroups)
    throw new UnusableFile(file, `${groups.length} rows`, `at most ${mostGroups} rows`);
  return { groups, errors };
}

const headings =
  /^(?:단어|낱말|말|뜻|의미|용어|약어|줄임말|동의어|유의어|비슷한 ?말|같은 ?말|표준어|정식 ?명칭|검색어|키워드|words?|terms?|synonyms?|alias(?:es)?|keywords?|abbreviations?|meanings?)\s*\d*$/i;
