import { join } from 'node:path';
import type { Config } from '../../lambda/config.ts';
import { readDataVersion } from '../../lambda/state/data-version.ts';
import { createDynamoDB } from '../../lambda/state/dynamodb.ts';
import { importData } from '../import/import-data.ts';

const sampleData = join(import.meta.dirname, '../sample-data');

/** Loads the sample data into a table that has never held any. */
export async function seedOnce(config: Config): Promise<void> {
  const db = createDynamoDB(config);
  if ((await readDataVersion(db)) > 0) return;
  await importData(db, {
    inventory: join(sampleData, 'inventory.csv'),
    policies: join(sampleData, 'policies'),
    tickets: join(sampleData, 'tickets.jsonl'),
  });
}
