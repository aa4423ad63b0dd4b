import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import middy from '@middy/core';
import type { DynamoDBRecord } from 'aws-lambda';
import type { InventoryItem } from '../inventory/item.ts';

export const notificationTypes = [
  'Ticket created',
  'Ticket moved',
  'Stock low',
  'Policy changed',
  'Mounted tool changed',
] as const;

/** What EventBridge is told. It goes to chat rooms and mailboxes, so nothing that people wrote in a ticket is in it. */
export interface Notification {
  readonly type: (typeof notificationTypes)[number];
  readonly detail: Readonly<Record<string, unknown>> & {
    /** One sentence for people. */
    readonly text: string;
  };
}

/** The stack sets it to the mark of the server (`lowStockBelow` of the stage). */
export const lowStockBelow = Number(process.env.LOW_STOCK_BELOW ?? 10);

/** Called by a pipe on the table's stream, between its filter and the event bus: changes in, notices out. */
export const handler = middy(
  async (records: readonly DynamoDBRecord[]): Promise<readonly Notification[]> =>
    records.flatMap((record) => notificationOf(record) ?? []),
);

function notificationOf({ dynamodb }: DynamoDBRecord): Notification | undefined {
  const before = plain(dynamodb?.OldImage);
  const after = plain(dynamodb?.NewImage);
  if (!after) return undefined;
  if ('ticket_id' in after) return ticketNotification(after);
  if ('doc_id' in after) return policyNotification(before, after);
  return 'upstream_name' in after ? toolNotification(before, after) : stockNotification(before, after);
}

/** From the audit record that every ticket write leaves: a repeated request writes none, and so makes no notice. */
function ticketNotification(record: Record<string, unknown>): Notification {
  const { ticket_id, version, from, to, subject, time } = record;
  const detail = { ticket_id, version, from, to, by: subject, time };
  return from === null
    ? { type: 'Ticket created', detail: { ...detail, text: `${ticket_id} was created.` } }
    : { type: 'Ticket moved', detail: { ...detail, text: `${ticket_id} went from ${from} to ${to}.` } };
}

/** Once, when the quantity falls through the mark; not with each change below it. */
function stockNotification(
  before: Record<string, unknown> | undefined,
  after: Record<string, unknown>,
): Notification | undefined {
  const { item_id, name, quantity, location } = after as unknown as InventoryItem;
  if (!before || Number(before.quantity) < lowStockBelow || quantity >= lowStockBelow) return undefined;
  const text = withoutQuotes(`${name} (${item_id}) is low in stock: ${quantity} left at ${location}.`);
  return { type: 'Stock low', detail: { item_id, name, quantity, location, text } };
}

/** Of a policy that there was already: new ones come by the dozen, with an import. */
function policyNotification(
  before: Record<string, unknown> | undefined,
  { doc_id, title, version }: Record<string, unknown>,
): Notification | undefined {
  if (!before || before.version === version) return undefined;
  const text = withoutQuotes(`The policy ${title} (${doc_id}) has changed: it is now version ${version}.`);
  return { type: 'Policy changed', detail: { doc_id, version, text } };
}

/** When a mounted tool is taken out; in our own words, as its texts are the other server's. */
function toolNotification(
  before: Record<string, unknown> | undefined,
  { server, name, state }: Record<string, unknown>,
): Notification | undefined {
  if (before?.state === state || (state !== 'changed' && state !== 'gone')) return undefined;
  const text = `${name} is out: its server ${state === 'gone' ? 'no longer has it' : 'describes it differently than was approved'}.`;
  return { type: 'Mounted tool changed', detail: { server, name, state, text } };
}

/** EventBridge puts the sentence between quotes as it is, and would stumble over the inches of a monitor. */
function withoutQuotes(text: string): string {
  return text.replaceAll('"', '”').replaceAll('\\', '/');
}

function plain(
  image: NonNullable<DynamoDBRecord['dynamodb']>['NewImage'],
): Record<string, unknown> | undefined {
  return image && unmarshall(image as Record<string, AttributeValue>);
}
