import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { createDynamoDB } from '../../../lambda/dynamodb/client.ts';
import type { Item } from '../../../lambda/dynamodb/command-inputs.ts';
import { keys } from '../../../lambda/dynamodb/table-schema.ts';
import { createTable } from '../../../lambda/handlers/container/create-table.ts';
import { storeInventorySnapshot } from '../../../lambda/inventory/search/store-inventory-snapshot.ts';
import { storePolicySnapshot } from '../../../lambda/policies/search/policy-snapshot.ts';
import { type Ticket, ticketIdOf } from '../../../lambda/tickets/ticket.ts';
import { listing } from '../../../lambda/tickets/ticket-writes.ts';
import { createSyntheticData } from '../synthetic-data.ts';

const data = createSyntheticData(1);
const passagesInPolicy = 5;

export const itemsOf = {
  items: (count: number): Item[] =>
    data.items(count).map((item) => ({ ...keys.item(item.item_id), ...item })),
  policies: (count: number): Item[] =>
    data.policies(count * passagesInPolicy).map((policy) => ({ ...keys.policy(policy.doc_id), ...policy })),
  /** The newest `present` of `count` tickets, all by one person; the counter continues from `count`. */
  tickets: (count: number, present: number, subject: string): Item[] => [
    { ...keys.ticketCounter(), number: count },
    ...Array.from({ length: present }, (_, at) => ticketItems(count - at, subject)).flat(),
  ],
};

function ticketItems(number: number, subject: string): Item[] {
  const ticket: Ticket = {
    ticket_id: ticketIdOf(number),
    title: `Docking station ${number}`,
    body: 'The second screen stays dark since this morning; another cable did not help.',
    priority: 'medium',
    status: 'open',
    created_by: subject,
    assigned_to: null,
    created_at: '2026-11-01T09:00:00.000Z',
    updated_at: '2026-11-01T09:00:00.000Z',
    version: 1,
  };
  return [
    { ...keys.ticket(ticket.ticket_id), ...ticket },
    listing(ticket, 'ALL'),
    listing(ticket, `USER#${subject}`),
  ];
}

/** Creates the table, writes the items directly in batches, and packs them as an import does. */
export async function fillTable(endpoint: string, tableName: string, items: readonly Item[]): Promise<void> {
  await createTable(endpoint, tableName);
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const all = [...items, { ...keys.dataVersion(), version: 1 }];
  for (let at = 0; at < all.length; at += 25) {
    const batch = all.slice(at, at + 25).map((item) => ({ PutRequest: { Item: marshall(item) } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: batch } }));
  }
  client.destroy();
  const db = createDynamoDB({
    dynamodbEndpoint: endpoint,
    dynamodbTimeoutMs: 30_000,
    region: 'us-east-1',
    tableName,
  });
  await storeInventorySnapshot(db);
  await storePolicySnapshot(db);
}
