import { join } from 'node:path';
import type { Config } from '../../lambda/config.ts';
import { createDynamoDB } from '../../lambda/dynamodb/client.ts';
import { isUnused, readDataVersion } from '../../lambda/dynamodb/data-version.ts';
import { importData } from '../data/import/import-data.ts';

const sampleData = join(import.meta.dirname, '../data/sample-data');

/** Loads the sample data into a table that has never held any. */
export async function seedOnce(config: Config): Promise<void> {
  const db = createDynamoDB(config);
  if (!isUnused(await readDataVersion(db))) return;
  await importData(db, {
    inventory: join(sampleData, 'inventory.csv'),
    policies: join(sampleData, 'policies'),
    tickets: join(sampleData, 'tickets.jsonl'),
  });
}
