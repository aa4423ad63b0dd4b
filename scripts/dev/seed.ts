import type { Config } from '../../lambda/config.ts';
import { createDynamoDB } from '../../lambda/dynamodb/client.ts';
import { announcement, isUnused, readDataVersion } from '../../lambda/dynamodb/data-version.ts';
import { importData } from '../data/import/import-data.ts';
import { sampleSources } from '../data/import/sample-data.ts';

/** Loads the sample data into a table that has never held any data, unless it is to begin `empty` or lies in AWS. */
export async function seedOnce(config: Config, { empty = false } = {}): Promise<void> {
  const db = createDynamoDB(config);
  if (!isUnused(await readDataVersion(db))) return;
  if (isInAws(config.dynamodbEndpoint)) return;
  if (!empty) await importData(db, sampleSources);
  // From now on the table is in use, and the next start leaves it as it is.
  else await db.transact(announcement('inventory', { first: true, last: true }));
}

function isInAws(endpoint: string | undefined): boolean {
  return (
    endpoint === undefined || /(?:\.amazonaws\.com(?:\.cn)?|\.api\.aws)$/.test(new URL(endpoint).hostname)
  );
}
