import type { Config } from '../../lambda/config/config.ts';
import { createDynamoDB, type DynamoDB } from '../../lambda/dynamodb/client.ts';
import { announcement, isUnused, readDataVersion } from '../../lambda/dynamodb/data-version.ts';
import { keys } from '../../lambda/dynamodb/table-schema.ts';
import { importData } from '../data/import/import-data.ts';
import { removeSample, sampleSources } from '../data/import/sample-data.ts';

/**
 * Loads the sample data into a table that never contained data, unless `empty` is set or the table is in AWS. The next
 * start completes an interrupted load.
 */
export async function seedOnce(config: Config, { empty = false } = {}): Promise<void> {
  const db = createDynamoDB(config);
  const isInterrupted = (await db.get(keys.sampleData()))?.state === 'loading';
  if (!isInterrupted && !isUnused(await readDataVersion(db))) return;
  if (isInAws(config.dynamodbEndpoint)) return;
  if (!empty) {
    await note(db, 'loading');
    await importData(db, sampleSources);
  } else {
    if (isInterrupted) await removeSample(db);
    // Marks the table as used: the next start leaves it unchanged.
    await db.transact(announcement('inventory', { first: true, last: true }));
  }
  await note(db, 'complete');
}

async function note(db: DynamoDB, state: 'loading' | 'complete'): Promise<void> {
  await db.update({
    key: keys.sampleData(),
    update: 'SET #state = :state',
    names: { '#state': 'state' },
    values: { ':state': state },
  });
}

function isInAws(endpoint: string | undefined): boolean {
  return (
    endpoint === undefined || /(?:\.amazonaws\.com(?:\.cn)?|\.api\.aws)$/.test(new URL(endpoint).hostname)
  );
}
