import { unmarshall } from '@aws-sdk/util-dynamodb';
import { personKeyOf } from '../../../lambda/audit-trail/person-keys.ts';
import { unsealRecord } from '../../../lambda/audit-trail/seal-record.ts';
import { keys } from '../../../lambda/dynamodb/table-schema.ts';
import type { TableOptions } from '../../cli.ts';
import { openTable } from '../../data/backup/open-client.ts';
import { readPartition } from '../../data/backup/read-table.ts';
import type { StoredRecord } from './parse-record.ts';

export interface PseudonymResolver {
  /** The original record if its person's key exists; otherwise the record unchanged. */
  resolve(record: StoredRecord): StoredRecord;
  /** Number of records whose person has no key. */
  unresolved(): number;
}

/** Resolves nothing: for files outside the audit trail, and if no table is named. */
export function withoutKeys(): PseudonymResolver {
  let count = 0;
  return {
    resolve(record) {
      if (record.sealed !== undefined) count += 1;
      return record;
    },
    unresolved: () => count,
  };
}

/** Reads the keys of all people once, so only operators may use it. */
export async function withKeysOf(env: NodeJS.ProcessEnv, options: TableOptions): Promise<PseudonymResolver> {
  await using table = await openTable(env, options);
  const stored = await readPartition(table, keys.personKey('').pk);
  const byPseudonym = new Map(
    stored.map((item) => {
      const { pseudonym, key } = personKeyOf(unmarshall(item));
      return [pseudonym, key];
    }),
  );
  const { resolve, unresolved } = withoutKeys();
  return {
    resolve(record) {
      if (record.sealed === undefined) return record;
      const key = byPseudonym.get(record.caller_id ?? '');
      return (key && (unsealRecord(record, key) as StoredRecord | undefined)) ?? resolve(record);
    },
    unresolved,
  };
}
