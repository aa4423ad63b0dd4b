import type { DynamoDB, Update } from './client.ts';
import { keys } from './table-schema.ts';

/** The stamp that every change to inventory or policies moves on, in the same transaction (spec §6). */
export async function readDataVersion(db: DynamoDB): Promise<number> {
  const item = await db.get(keys.dataVersion());
  return Number(item?.version ?? 0);
}

/** The write that belongs into every transaction that changes inventory or policies. */
export function nextDataVersion(): Update {
  return {
    key: keys.dataVersion(),
    update: 'ADD #version :one',
    names: { '#version': 'version' },
    values: { ':one': 1 },
  };
}
