import { type DynamoDB, queryAll } from '../dynamodb/client.ts';
import { keys } from '../dynamodb/table-schema.ts';
import { type Status, statuses } from './ticket.ts';

/** The number of tickets of all people per status. */
export async function countTickets(db: DynamoDB): Promise<Record<Status, number>> {
  const shards = await queryAll(db, { pk: keys.ticketCounts(0).pk });
  const counts = { open: 0, in_progress: 0, resolved: 0, closed: 0 };
  for (const shard of shards) {
    for (const status of statuses) counts[status] += Number(shard[status] ?? 0);
  }
  return counts;
}
