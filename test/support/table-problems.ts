import { isDeepStrictEqual } from 'node:util';
import type { Item } from '../../lambda/dynamodb/command-inputs.ts';
import { keys } from '../../lambda/dynamodb/table-schema.ts';
import { listPartitionsOf } from '../../lambda/tickets/access.ts';
import {
  type HistoryEntry,
  statuses,
  type Ticket,
  ticketNumberOf,
  ticketOf,
  transitions,
  withoutKeys,
} from '../../lambda/tickets/ticket.ts';
import { listing } from '../../lambda/tickets/ticket-writes.ts';

/** What is wrong in a table: history, audit, lists, index, counts, ids and idempotency records that disagree with the tickets. */
export function problemsIn(items: readonly Item[]): string[] {
  const byPartition = Map.groupBy(items, ({ pk }) => String(pk));
  const tickets = items
    .filter(({ pk, sk }) => String(pk).startsWith('TICKET#') && sk === 'TICKET')
    .map(ticketOf);
  const ids = new Set(tickets.map(({ ticket_id }) => ticket_id));
  return [
    ...tickets.flatMap((ticket) =>
      historyProblems(ticket, byPartition.get(`TICKET#${ticket.ticket_id}`) ?? []),
    ),
    ...listProblems(tickets, items),
    ...countProblems(tickets, byPartition.get('TICKET_COUNTS') ?? []),
    ...counterProblems(tickets, byPartition.get('COUNTER') ?? []),
    ...items.flatMap(({ pk, sk, ticket_id }) => {
      const [kind, id] = String(pk).split('#');
      if (kind === 'TICKET' && !ids.has(id!)) return [`${pk}/${sk} belongs to no ticket`];
      if (kind === 'IDEMPOTENCY' && !ids.has(String(ticket_id))) return [`${pk}/${sk} names no ticket`];
      return [];
    }),
  ];
}

function historyProblems(ticket: Ticket, partition: readonly Item[]): string[] {
  const { ticket_id } = ticket;
  const entriesAt = (prefix: string) =>
    partition
      .filter(({ sk }) => String(sk).startsWith(prefix))
      .toSorted((a, b) => (String(a.sk) < String(b.sk) ? -1 : 1));
  const history = entriesAt('HISTORY#').map((item) => withoutKeys(item) as unknown as HistoryEntry);
  const transitionOf = (entry: Pick<HistoryEntry, 'version' | 'from' | 'to'>) => [
    entry.version,
    entry.from,
    entry.to,
  ];
  const audit = entriesAt('AUDIT#').map((item) => transitionOf(item as unknown as HistoryEntry));
  const problems: string[] = [];
  if (!isDeepStrictEqual(history.map(transitionOf), audit))
    problems.push(`${ticket_id}: history and audit disagree`);
  const last = history.at(-1);
  if (last?.version !== ticket.version || last.to !== ticket.status)
    problems.push(
      `${ticket_id}: its history ends at ${last?.version} ${last?.to}, not at ${ticket.version} ${ticket.status}`,
    );
  history.forEach(({ version, from, to, by }, at) => {
    const before = history[at - 1];
    if (from !== (before?.to ?? null))
      problems.push(`${ticket_id}: version ${version} does not follow the one before`);
    if (by === 'import' || !before) return;
    if (version !== before.version + 1 || !transitions[before.to].includes(to))
      problems.push(`${ticket_id}: version ${version} is no legal move`);
  });
  return problems;
}

function listProblems(tickets: readonly Ticket[], items: readonly Item[]): string[] {
  const expected = new Map(
    tickets.flatMap((ticket) =>
      listPartitionsOf(ticket).map((reader): [string, object] => {
        const entry = listing(ticket, reader);
        return [`${entry.pk} ${entry.sk}`, entry];
      }),
    ),
  );
  const listed = items.filter(({ pk }) => String(pk).startsWith('LIST#'));
  const wrong = listed.flatMap((item) =>
    isDeepStrictEqual(expected.get(`${item.pk} ${item.sk}`), item)
      ? []
      : [`${item.pk} ${item.sk} is not what the ticket says`],
  );
  const missing = expected.size - listed.length;
  return missing === 0 ? wrong : [...wrong, `${missing} entries of lists are missing`];
}

function countProblems(tickets: readonly Ticket[], shards: readonly Item[]): string[] {
  return statuses.flatMap((status) => {
    const counted = shards.reduce((sum, shard) => sum + Number(shard[status] ?? 0), 0);
    const there = tickets.filter((ticket) => ticket.status === status).length;
    return counted === there ? [] : [`${counted} tickets are counted as ${status}, ${there} are`];
  });
}

function counterProblems(tickets: readonly Ticket[], [counter]: readonly Item[]): string[] {
  const highest = Math.max(0, ...tickets.map(({ ticket_id }) => ticketNumberOf(ticket_id)));
  return Number(counter?.number ?? 0) >= highest
    ? []
    : [`the counter is below ${keys.ticket(`TKT-${highest}`).pk}`];
}
