import { expect, test } from 'vitest';
import type { Item } from '../../lambda/dynamodb/command-inputs.ts';
import { countTickets } from '../../lambda/tickets/count-tickets.ts';
import { createTicket } from '../../lambda/tickets/ticket-creation.ts';
import { startProxy } from '../support/dynamodb-proxy.ts';
import { startTicketCreator } from '../support/start-ticket-creator.ts';
import { openTable, startTable } from '../support/table.ts';
import { alice, draftOf } from '../support/tickets.ts';

const lastRequest = 3;

test.each([
  { request: 1, when: 'before', leaves: 'nothing' },
  { request: 1, when: 'after', leaves: 'nothing' },
  { request: 2, when: 'before', leaves: 'nothing' },
  { request: 2, when: 'after', leaves: 'nothing' },
  { request: 3, when: 'before', leaves: 'nothing' },
  { request: 3, when: 'after', leaves: 'the whole ticket' },
])(
  'a process killed right $when request $request leaves $leaves, and a retry makes it one ticket',
  async (death) => {
    await using table = await startTable();
    await using proxy = await startProxy(table.endpoint, async ({ number }, forward) => {
      if (number !== death.request) return forward();
      if (death.when === 'after') await forward();
      creator.kill();
      return undefined;
    });
    const creator = await startTicketCreator(proxy.endpoint, table.tableName, 1);

    const signal = await creator.createUntilKilled();
    const left = partsOf(await table.scan());
    const retried = await createTicket(table.db, draftOf(), {
      caller: alice,
      requestId: 'retry',
      now: new Date(),
    });

    expect(signal).toBe('SIGKILL');
    expect(left).toEqual(death.leaves === 'nothing' ? [] : wholeTicket);
    expect(retried.status).toBe(death.leaves === 'nothing' ? 'created' : 'duplicate');
    expect(partsOf(await table.scan())).toEqual(wholeTicket);
    expect((await countTickets(table.db)).open).toBe(1);
  },
);

test('an answer that got lost on the way changes nothing: the same transaction is sent again', async () => {
  await using table = await startTable();
  await using proxy = await startProxy(table.endpoint, async ({ number }, forward) => {
    const answer = await forward();
    return number === lastRequest ? undefined : answer;
  });

  const by = { caller: alice, requestId: 'request-1', now: new Date() };
  const { status, ticket } = await createTicket(openTable(proxy.endpoint, table.tableName), draftOf(), by);

  expect(status).toBe('created');
  expect(ticket.ticket_id).toBe('TKT-001');
  expect(partsOf(await table.scan())).toEqual(wholeTicket);
});

/** What a ticket consists of; its number and where it is counted don't matter here. */
const wholeTicket = [
  'AUDIT#000000000001',
  'HISTORY#000000000001',
  'LIST#ALL',
  'LIST#USER#alice',
  'TICKET',
  'request on record',
];

function partsOf(items: readonly Item[]): string[] {
  return items
    .map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }))
    .filter(({ pk }) => pk !== 'COUNTER' && pk !== 'TICKET_COUNTS')
    .map(({ pk, sk }) => {
      if (pk.startsWith('IDEMPOTENCY#')) return 'request on record';
      return pk.startsWith('LIST#') ? pk : sk;
    })
    .sort();
}
