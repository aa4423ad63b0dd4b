import { randomUUID } from 'node:crypto';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { keys } from '../../../lambda/dynamodb/table-schema.ts';
import type { OperatorTable } from '../backup/open-client.ts';
import { readTable } from '../backup/read-table.ts';
import type { StoredItem } from '../backup/stored-item.ts';
import { deleteItems, writeTable } from '../backup/write-table.ts';
import { type ErasureOptions, eraseFromTicket } from './erase-ticket.ts';
import { callerIdOf, type Person, withoutNames } from './person.ts';

export interface Found {
  /** Ids of all tickets that contain the person's name. */
  readonly tickets: readonly string[];
  /** Items of the person's rate limits and idempotency keys. */
  readonly requests: readonly StoredItem[];
  /** Keys of the person's pseudonyms in the audit trail. */
  readonly trailKeys: readonly StoredItem[];
  readonly callerIds: ReadonlySet<string>;
}

const ticketPrefix = keys.ticket('').pk;

/** All items of the table that concern a person. It reads every item, so only operators may run it. */
export async function findPerson(table: OperatorTable, person: Person): Promise<Found> {
  const tickets = new Set<string>();
  const callerIds = new Set(person.callerIds);
  const keyed: StoredItem[] = [];
  const allTrailKeys: StoredItem[] = [];
  for await (const stored of readTable(table)) {
    const item = unmarshall(stored);
    const pk = String(item.pk);
    if (isOfCallers(pk)) keyed.push(stored);
    if (pk === keys.personKey('').pk) {
      allTrailKeys.push(stored);
      if (isKeyOf(item, person)) callerIds.add(String(item.sk));
    }
    if (!pk.startsWith(ticketPrefix) || !namesPerson(item, person)) continue;
    tickets.add(pk.slice(ticketPrefix.length));
    if (person.names.has(String(item.subject)) && typeof item.caller_id === 'string')
      callerIds.add(item.caller_id);
  }
  const partitions = new Set(
    [...callerIds].flatMap((id) => [keys.limit(id).pk, keys.idempotency(id, '').pk]),
  );
  const requests = keyed.filter((item) => partitions.has(item.pk?.S ?? ''));
  const trailKeys = allTrailKeys.filter((item) => callerIds.has(item.sk?.S ?? ''));
  return { tickets: [...tickets].sort(), requests, trailKeys, callerIds };
}

function isKeyOf({ sk, issuer }: Readonly<Record<string, unknown>>, person: Person): boolean {
  if (person.issuer !== undefined && issuer !== person.issuer) return false;
  return sk === callerIdOf(String(issuer), person.subject);
}

/**
 * Replaces the person by the pseudonym in tickets, deletes their limits, idempotency records and pseudonym key of the
 * audit trail, and leaves a record of the erasure without their name. It is safe to repeat after an interruption:
 * erased items are not found again.
 */
export async function erasePerson(
  table: OperatorTable,
  person: Person,
  found: Found,
  options: ErasureOptions,
): Promise<void> {
  for (const ticketId of found.tickets) await eraseFromTicket(table, ticketId, person, options);
  await deleteItems(table, [...found.requests, ...found.trailKeys]);
  const record = {
    pk: 'ERASURE',
    sk: `${new Date().toISOString()}#${randomUUID().slice(0, 8)}`,
    pseudonym: person.pseudonym,
    tickets: found.tickets.length,
    requests: found.requests.length,
    trail_keys: found.trailKeys.length,
    texts: options.texts,
  };
  await writeTable(table, [marshall(record)]);
}

function isOfCallers(pk: string): boolean {
  return [keys.limit('').pk, keys.idempotency('', '').pk].some((prefix) => pk.startsWith(prefix));
}

function namesPerson(item: Readonly<Record<string, unknown>>, person: Person): boolean {
  const { created_by, assigned_to, by, subject } = item;
  if ([created_by, assigned_to, by, subject].some((name) => person.names.has(String(name)))) return true;
  return [item.title, item.body, item.note].some(
    (text) => typeof text === 'string' && withoutNames(text, person) !== text,
  );
}
