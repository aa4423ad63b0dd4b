import { type TransactWriteItem, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { keys } from '../../../lambda/dynamodb/table-schema.ts';
import { listPartitionsOf } from '../../../lambda/tickets/access.ts';
import { type Ticket, ticketNumberOf, ticketOf } from '../../../lambda/tickets/ticket.ts';
import { listing } from '../../../lambda/tickets/ticket-writes.ts';
import type { OperatorTable } from '../backup/open-client.ts';
import { readPartition } from '../backup/read-table.ts';
import { type Person, withoutNames } from './person.ts';

export interface ErasureOptions {
  /** Whether to erase titles, bodies and notes that the person wrote, too. */
  readonly texts: boolean;
}

type Item = Record<string, unknown>;

const erasedText = '[erased]';
/** DynamoDB's limit per transaction. */
const perTransaction = 100;

/** Replaces the person in one ticket, its lists, its history and its records; the ticket keeps its id and version. */
export async function eraseFromTicket(
  table: OperatorTable,
  ticketId: string,
  person: Person,
  options: ErasureOptions,
): Promise<void> {
  const { pk, sk } = keys.ticket(ticketId);
  const items = (await readPartition(table, pk)).map((item) => unmarshall(item));
  const stored = items.find((item) => item.sk === sk);
  if (!stored) return;
  const before = ticketOf(stored);
  const after = erasedTicket(before, person, options);
  const number = ticketNumberOf(ticketId);
  const readers = new Set(listPartitionsOf(after));
  const former = listPartitionsOf(before).filter((reader) => !readers.has(reader));

  const first = [
    {
      Put: {
        TableName: table.tableName,
        Item: marshalled({ pk, sk, ...after }),
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': { N: String(before.version) } },
      },
    },
    ...[...readers].map((reader) => put(table, listing(after, reader))),
    ...former.map((reader) => ({
      Delete: { TableName: table.tableName, Key: marshalled(keys.ticketListing(reader, number)) },
    })),
  ];
  const others = items
    .filter((item) => item !== stored)
    .map((item) => put(table, erasedRecord(item, before, person, options)));
  for (let at = 0; at < first.length + others.length; at += perTransaction) {
    const TransactItems: TransactWriteItem[] = [...first, ...others].slice(at, at + perTransaction);
    await table.client.send(new TransactWriteItemsCommand({ TransactItems }));
  }
}

function erasedTicket(ticket: Ticket, person: Person, { texts }: ErasureOptions): Ticket {
  const isOwn = texts && person.names.has(ticket.created_by);
  return {
    ...ticket,
    title: isOwn ? erasedText : withoutNames(ticket.title, person),
    body: isOwn ? erasedText : withoutNames(ticket.body, person),
    created_by: nameOf(ticket.created_by, person),
    assigned_to: ticket.assigned_to === null ? null : nameOf(ticket.assigned_to, person),
  };
}

/** Applies to an entry of the history, an audit record, or the mark of an import. */
function erasedRecord(item: Item, ticket: Ticket, person: Person, { texts }: ErasureOptions): Item {
  const isOwn = person.names.has(String(item.by ?? item.subject ?? ''));
  const isAudit = isOwn && 'subject' in item;
  const replaced = Object.entries(item).map(([name, value]) => {
    if (typeof value !== 'string' || name === 'pk' || name === 'sk' || name === 'content')
      return [name, value];
    if (['by', 'subject', 'assigned_to'].includes(name)) return [name, nameOf(value, person)];
    if (name === 'caller_id' && isAudit) return [name, person.pseudonym];
    if (name === 'note' && isOwn && texts) return [name, erasedText];
    if (name === 'title' && texts && person.names.has(ticket.created_by)) return [name, erasedText];
    return [name, name === 'note' || name === 'title' ? withoutNames(value, person) : value];
  });
  return Object.fromEntries(replaced) as Item;
}

function nameOf(name: string, { names, pseudonym }: Person): string {
  return names.has(name) ? pseudonym : name;
}

function put({ tableName }: OperatorTable, item: Item) {
  return { Put: { TableName: tableName, Item: marshalled(item) } };
}

function marshalled(value: object) {
  return marshall(value, { removeUndefinedValues: true });
}
