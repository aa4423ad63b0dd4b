import type { DynamoDB } from '../../../lambda/dynamodb/client.ts';
import { readCompanySynonyms, writeCompanySynonyms } from '../../../lambda/dynamodb/company-synonyms.ts';
import { readRecords } from '../../../lambda/import/csv-records.ts';
import { type RowError, UnusableFile } from '../../../lambda/import/row-error.ts';
import { storeInventorySnapshot } from '../../../lambda/inventory/inventory-snapshot.ts';
import { readText } from './files/read-text.ts';

export interface SynonymReport {
  readonly groups: number;
  readonly isChanged: boolean;
  readonly errors: readonly RowError[];
}

/** All groups are one item of the table, which takes 400 KB. */
const mostGroups = 2_000;
const mostWords = 20;
const longestWord = 50;

const expected = `2 to ${mostWords} words of one meaning, each of at most ${longestWord} characters`;

/** Replaces the company's synonyms by those of a CSV file with a group in each row. */
export async function importSynonyms(
  db: DynamoDB,
  file: string,
  { dryRun }: { dryRun: boolean },
): Promise<SynonymReport> {
  const { text } = await readText(file);
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
  if (groups.length > mostGroups) {
    throw new UnusableFile(file, `${groups.length} rows`, `at most ${mostGroups} rows`);
  }
  const isChanged = JSON.stringify(groups) !== JSON.stringify(await readCompanySynonyms(db));
  if (isChanged && !dryRun) {
    await writeCompanySynonyms(db, groups);
    // The stamp of the inventory has moved with them.
    await storeInventorySnapshot(db);
  }
  return { groups: groups.length, isChanged, errors };
}

const headings = /^(?:단어|말|동의어|유의어|표준어|words?|terms?|synonyms?|meaning)\s*\d*$/i;
