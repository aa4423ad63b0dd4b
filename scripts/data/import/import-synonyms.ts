import type { DynamoDB } from '../../../lambda/dynamodb/client.ts';
import { readCompanySynonyms, writeCompanySynonyms } from '../../../lambda/dynamodb/company-synonyms.ts';
import type { RowError } from '../../../lambda/import/row-error.ts';
import { readSynonymRows } from '../../../lambda/import/synonym-rows.ts';
import { storeInventorySnapshot } from '../../../lambda/inventory/search/store-inventory-snapshot.ts';
import { storePolicySnapshot } from '../../../lambda/policies/search/policy-snapshot.ts';
import { readText } from './files/read-text.ts';

export interface SynonymReport {
  readonly groups: number;
  readonly isChanged: boolean;
  readonly errors: readonly RowError[];
}

/** Replaces the company's synonyms by those of a CSV file with one group per row. */
export async function importSynonyms(
  db: DynamoDB,
  file: string,
  { dryRun }: { dryRun: boolean },
): Promise<SynonymReport> {
  const { groups, errors } = readSynonymRows(file, (await readText(file)).text);
  const isChanged = JSON.stringify(groups) !== JSON.stringify(await readCompanySynonyms(db));
  if (isChanged && !dryRun) {
    await writeCompanySynonyms(db, groups);
    // The synonyms changed both version stamps.
    await storeInventorySnapshot(db);
    await storePolicySnapshot(db);
  }
  return { groups: groups.length, isChanged, errors };
}
