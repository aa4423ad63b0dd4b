import type { SynonymGroups } from '../text/synonyms.ts';
import type { DynamoDB } from './client.ts';
import { keys } from './table-schema.ts';

/** The words of one company, each group in the form of synonyms.json. */
export async function readCompanySynonyms(db: DynamoDB): Promise<SynonymGroups> {
  const item = await db.get(keys.synonyms());
  return (item?.groups as SynonymGroups | undefined) ?? [];
}

/** Replaces all synonyms. Both kinds of data are searched with them, so both stamps change. */
export async function writeCompanySynonyms(db: DynamoDB, groups: SynonymGroups): Promise<void> {
  await db.transact([
    { put: { ...keys.synonyms(), groups } },
    {
      key: keys.dataVersion(),
      update: 'ADD #inventory :one, #policies :one',
      names: { '#inventory': 'inventory', '#policies': 'policies' },
      values: { ':one': 1 },
    },
  ]);
}
