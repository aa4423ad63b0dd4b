import { type DynamoDB, queryAll } from '../dynamodb/client.ts';
import { retryTransaction } from '../dynamodb/retry-transaction.ts';
import { type Key, keys } from '../dynamodb/table-schema.ts';
import { listPartitionsOf } from './access.ts';
import { ticketNumberOf, ticketOf } from './ticket.ts';
import { countsKeyOf, unchangedSince } from './ticket-writes.ts';

/** Removes a ticket of the sample data with its history and records; its number is not used again. */
export async function deleteTicket(db: DynamoDB, ticketId: string): Promise<void> {
  const key = keys.ticket(ticketId);
  await retryTransaction(async () => {
    const items = await queryAll(db, { pk: key.pk });
    const found = items.find(({ sk }) => sk === key.sk);
    if (!found) return;
    const ticket = ticketOf(found);
    const records = items.filter((item) => item !== found).map(({ pk, sk }) => ({ pk, sk }) as Key);
    const listings = listPartitionsOf(ticket).map((reader) =>
      keys.ticketListing(reader, ticketNumberOf(ticketId)),
    );
    await db.transact([
      { delete: key, ...unchangedSince(ticket) },
      ...[...records, ...listings].map((other) => ({ delete: other })),
      {
        key: countsKeyOf(ticket),
        update: 'ADD #status :minusOne',
        names: { '#status': ticket.status },
        values: { ':minusOne': -1 },
      },
    ]);
  });
}
