import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type Key, keys } from '../../../lambda/dynamodb/table-schema.ts';
import { listPartitionsOf } from '../../../lambda/tickets/access.ts';
import { type Ticket, ticketNumberOf } from '../../../lambda/tickets/ticket.ts';
import { listing } from '../../../lambda/tickets/ticket-writes.ts';
import { keyOf, lineOf, partitionOf, type StoredItem, sortKeyOf } from './stored-item.ts';

/** Items by their key. */
export type Items = Map<string, StoredItem>;

/**
 * Makes items consistent that were read over some time, and returns the number of changed items. Each ticket is already
 * complete; the entries derived from tickets (lists, counts, the counter, idempotency records) are corrected.
 */
export function reconcileSnapshot(items: Items): number {
  const before = new Map(items);
  const tickets = ticketsIn(items);
  relist(items, tickets);
  recount(items, tickets);
  raiseCounter(items);
  forgetLostRequests(items, tickets);
  const changed = [...items].filter(([key, item]) => lineOf(item) !== lineOf(before.get(key) ?? {}));
  return changed.length + [...before.keys()].filter((key) => !items.has(key)).length;
}

const ticketKey = keys.ticket('');

/** Every ticket, by its id. */
export function ticketsIn(items: Items): Map<string, Ticket> {
  const tickets = new Map<string, Ticket>();
  for (const item of items.values()) {
    if (!partitionOf(item).startsWith(ticketKey.pk) || sortKeyOf(item) !== ticketKey.sk) continue;
    const { pk, sk, ...ticket } = unmarshall(item);
    tickets.set(String(ticket.ticket_id), ticket as Ticket);
  }
  return tickets;
}

function relist(items: Items, tickets: ReadonlyMap<string, Ticket>): void {
  const lists = keys.ticketListing('USER#', 0).pk.replace('USER#', '');
  const expected = [...tickets.values()].flatMap((ticket) =>
    listPartitionsOf(ticket).map((reader) => marshall(listing(ticket, reader))),
  );
  const expectedKeys = new Set(expected.map(keyOf));
  for (const [key, item] of items) {
    if (partitionOf(item).startsWith(lists) && !expectedKeys.has(key)) items.delete(key);
  }
  for (const item of expected) items.set(keyOf(item), item);
}

/** The counts are spread over several items, and only their sum matters. */
function recount(items: Items, tickets: ReadonlyMap<string, Ticket>): void {
  const { pk } = keys.ticketCounts(0);
  const missing = new Map<string, number>();
  for (const { status } of tickets.values()) missing.set(status, (missing.get(status) ?? 0) + 1);
  for (const item of items.values()) {
    if (partitionOf(item) !== pk) continue;
    for (const [status, count] of numbersIn(item)) missing.set(status, (missing.get(status) ?? 0) - count);
  }
  const wrong = [...missing].filter(([, count]) => count !== 0);
  if (wrong.length === 0) return;

  const first = itemAt(items, keys.ticketCounts(0));
  const counts = new Map(numbersIn(first));
  for (const [status, count] of wrong) counts.set(status, (counts.get(status) ?? 0) + count);
  put(items, { ...first, ...marshall(Object.fromEntries(counts)) });
}

/** A ticket number that was already used must not be used again. */
function raiseCounter(items: Items): void {
  const numbers = [...items.values()]
    .map(partitionOf)
    .flatMap((pk) => (pk.startsWith(ticketKey.pk) ? [ticketNumberOf(pk.slice(ticketKey.pk.length))] : []));
  const highest = Math.max(0, ...numbers);
  const counter = itemAt(items, keys.ticketCounter());
  if (Number(counter.number?.N ?? 0) < highest) put(items, { ...counter, number: { N: String(highest) } });
}

/** An idempotency record whose ticket is not in the backup would return a ticket that does not exist. */
function forgetLostRequests(items: Items, tickets: ReadonlyMap<string, Ticket>): void {
  const requests = keys.idempotency('', '').pk;
  for (const [key, item] of items) {
    if (partitionOf(item).startsWith(requests) && !tickets.has(String(item.ticket_id?.S))) items.delete(key);
  }
}

function itemAt(items: Items, key: Key): StoredItem {
  const empty = marshall(key);
  return items.get(keyOf(empty)) ?? empty;
}

function put(items: Items, item: StoredItem): void {
  items.set(keyOf(item), item);
}

function numbersIn(item: StoredItem): [string, number][] {
  return Object.entries(item).flatMap(([name, value]): [string, number][] =>
    value.N === undefined ? [] : [[name, Number(value.N)]],
  );
}
