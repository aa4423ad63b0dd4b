import fc from 'fast-check';
import { readInventory } from '../../../lambda/inventory/item.ts';
import { createRateLimiter } from '../../../lambda/rate-limiting/dynamodb-rate-limiter.ts';
import { type Status, statuses, transitions } from '../../../lambda/tickets/ticket.ts';
import { importData } from '../../../scripts/data/import/import-data.ts';
import { createFolder, inventoryHeader } from '../../import/folder.ts';
import type { TestServer } from '../../support/operations.ts';
import { startTable, type TestTable } from '../../support/table.ts';

/** A model is what the product promises in a few lines; fast-check looks for calls after which the product differs from it. */
export type Model = (server: TestServer, numRuns: number) => Promise<void>;

const seed = 20_261_127;
let subjects = 0;

async function tokensOf(server: TestServer, count: number): Promise<string[]> {
  subjects += 1;
  const people = Array.from({ length: count }, (_, at) => `model-${subjects}-${at}`);
  return Promise.all(people.map((subject) => server.token({ subject, scope: 'read write' })));
}

interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: answers of several tools.
  readonly data?: any;
  readonly code?: string;
  readonly requestState?: string;
}

const form = { elicitation: { form: {} } };

async function ask(
  server: TestServer,
  token: string,
  name: string,
  args: object,
  more: object = {},
): Promise<Answer> {
  const params = { name, arguments: args, ...more };
  const answer = await server.ask('tools/call', params, { token, capabilities: form });
  const { isError, structuredContent, content, requestState } = (answer.result ?? {}) as {
    isError?: boolean;
    structuredContent?: object;
    content?: { text: string }[];
    requestState?: string;
  };
  if (answer.error) return { code: String(answer.error.code) };
  if (isError) return { code: JSON.parse(content![0]!.text).error.code };
  return { data: structuredContent, ...(requestState && { requestState }) };
}

function equal(found: unknown, expected: unknown, what: string): void {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: ${a} instead of ${b}`);
}

const ticketAction = fc.oneof(
  fc.record({
    kind: fc.constant('create' as const),
    who: fc.nat(2),
    text: fc.nat(3),
    key: fc.option(fc.nat(1)),
    to: fc.option(fc.nat(2)),
  }),
  fc.record({
    kind: fc.constant('move' as const),
    who: fc.nat(2),
    at: fc.nat(5),
    status: fc.constantFrom(...statuses),
  }),
  fc.record({ kind: fc.constant('read' as const), who: fc.nat(2), at: fc.nat(5) }),
  fc.record({ kind: fc.constant('list' as const), who: fc.nat(2) }),
);

interface ModelTicket {
  readonly id: string;
  readonly owner: number;
  readonly assignee: number | null;
  status: Status;
  version: number;
}

/** Filing, repeating, moving, reading and listing by three people who see only what is theirs. */
export const tickets: Model = (server, numRuns) =>
  fc.assert(
    fc.asyncProperty(fc.array(ticketAction, { minLength: 4, maxLength: 14 }), async (actions) => {
      const tokens = await tokensOf(server, 3);
      const prefix = `model-${subjects}`;
      const all: ModelTicket[] = [];
      const requests = new Map<string, { ticket: ModelTicket; content: string }>();
      const visibleTo = (who: number) =>
        all.filter(({ owner, assignee }) => owner === who || assignee === who);

      async function list(token: string, who: number): Promise<void> {
        const { data } = await ask(server, token, 'list_tickets', { limit: 100 });
        const listed = data.tickets.map((ticket: { ticket_id: string; status: string }) => [
          ticket.ticket_id,
          ticket.status,
        ]);
        const expected = visibleTo(who).map(({ id, status }) => [id, status]);
        equal(listed, expected.reverse(), 'a list');
      }

      for (const action of actions) {
        const token = tokens[action.who]!;
        if (action.kind === 'create') {
          const content = JSON.stringify([action.text, action.to]);
          const request = `${action.who} ${action.key === null ? `text ${action.text}` : `key ${action.key}`}`;
          const args = {
            title: `Model ticket ${action.text}`,
            body: 'Filed by a model of the product.',
            confirm: true,
            ...(action.key !== null && { idempotency_key: `key-${action.key}` }),
            ...(action.to !== null && { assigned_to: `${prefix}-${action.to}` }),
          };
          const { data, code } = await ask(server, token, 'create_ticket', args);
          const before = requests.get(request);
          if (before) {
            equal(
              code ?? data.status,
              before.content === content ? 'duplicate' : 'CONFLICT',
              'a repeated request',
            );
            if (data) equal(data.ticket.ticket_id, before.ticket.id, 'the ticket of a repeated request');
            continue;
          }
          equal(data?.status, 'created', 'a new request');
          const ticket: ModelTicket = {
            id: data.ticket.ticket_id,
            owner: action.who,
            assignee: action.to,
            status: 'open',
            version: 1,
          };
          all.push(ticket);
          requests.set(request, { ticket, content });
          continue;
        }
        if (action.kind === 'list') {
          await list(token, action.who);
          continue;
        }
        const ticket = all[action.at];
        if (!ticket) continue;
        const isVisible = visibleTo(action.who).includes(ticket);
        if (action.kind === 'read') {
          const { data, code } = await ask(server, token, 'get_ticket', { ticket_id: ticket.id });
          equal(
            code ?? [data.ticket.status, data.ticket.version, data.history.length],
            isVisible ? [ticket.status, ticket.version, ticket.version] : 'NOT_FOUND',
            'a read',
          );
          continue;
        }
        const { data, code } = await ask(server, token, 'update_ticket_status', {
          ticket_id: ticket.id,
          status: action.status,
        });
        const isLegal = transitions[ticket.status].includes(action.status);
        equal(
          code ?? data.ticket.status,
          isVisible ? (isLegal ? action.status : 'CONFLICT') : 'NOT_FOUND',
          'a move',
        );
        if (data) Object.assign(ticket, { status: action.status, version: ticket.version + 1 });
      }
      for (const [who, token] of tokens.entries()) await list(token, who);
    }),
    { numRuns, seed },
  );

/** A bucket that fills steadily: a call takes one from the caller's and one from the tool's, or nothing. */
export const limits: Model = ({ table }, numRuns) =>
  fc.assert(
    fc.asyncProperty(
      // Rates for which a call costs a whole number of microseconds, so that the model needs no tolerance.
      fc.constantFrom(1, 2, 3, 5, 10, 12, 20),
      fc.constantFrom(1, 2, 3, 5, 10),
      fc.array(
        fc.record({
          afterMs: fc.oneof(fc.constant(0), fc.nat(20_000), fc.nat(70_000)),
          withTool: fc.boolean(),
        }),
        { minLength: 5, maxLength: 30 },
      ),
      async (perCaller, perTool, calls) => {
        subjects += 1;
        // Two instances, each with its own guesses.
        const instances = [createRateLimiter(table.db), createRateLimiter(table.db)];
        const caller = { name: 'caller', perMinute: perCaller };
        const tool = { name: 'tool', perMinute: perTool };
        const cost = ({ perMinute }: { perMinute: number }) => 60_000_000 / perMinute;
        const content = new Map([
          [caller, 60_000_000],
          [tool, 60_000_000],
        ]);
        let now = Date.now();
        for (const [at, { afterMs, withTool }] of calls.entries()) {
          now += afterMs;
          for (const [limit, micros] of content)
            content.set(limit, Math.min(60_000_000, micros + afterMs * 1_000));
          const taken = withTool ? [caller, tool] : [caller];
          const isAllowed = taken.every((limit) => content.get(limit)! >= cost(limit));
          const decision = await instances[at % 2]!.take(`model-${subjects}`, taken, now);
          equal(decision.allowed, isAllowed, `call ${at}`);
          if (isAllowed) for (const limit of taken) content.set(limit, content.get(limit)! - cost(limit));
          else if (!decision.allowed) {
            const waits = taken.map((limit) => cost(limit) - content.get(limit)!);
            equal(
              decision.retryAfterSeconds,
              Math.max(1, Math.ceil(Math.max(...waits) / 1_000_000)),
              'the wait',
            );
          }
        }
      },
    ),
    { numRuns, seed },
  );

/** Pages of any sizes show each ticket once, newest first; a cursor counts for its caller, its filter, and unchanged. */
export const cursors: Model = async (server, numRuns) => {
  const [token, other] = (await tokensOf(server, 2)) as [string, string];
  const priorities = ['low', 'high'] as const;
  const filed: { id: string; priority: string }[] = [];
  for (let at = 0; at < 9; at += 1) {
    const priority = priorities[at % 2]!;
    const args = {
      title: `Cursor ticket ${at}`,
      body: 'Filed for its place in a list.',
      priority,
      confirm: true,
    };
    filed.unshift({ id: (await ask(server, token, 'create_ticket', args)).data.ticket.ticket_id, priority });
  }
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 12 }),
      fc.option(fc.constantFrom(...priorities), { nil: undefined }),
      fc.nat(),
      async (sizes, priority, position) => {
        const filter = priority ? { priority } : {};
        const expected = filed
          .filter((ticket) => !priority || ticket.priority === priority)
          .map(({ id }) => id);
        const listedIds: string[] = [];
        let cursor: string | undefined;
        for (let page = 0; page === 0 || cursor; page += 1) {
          const args = { limit: sizes[page % sizes.length], ...filter };
          const { data } = await ask(server, token, 'list_tickets', { ...args, ...(cursor && { cursor }) });
          listedIds.push(...data.tickets.map((ticket: { ticket_id: string }) => ticket.ticket_id));
          cursor = data.next_cursor;
          if (!cursor) break;
          const refused = [
            [other, { ...args, cursor }],
            [token, { limit: 2, priority: priority === 'low' ? 'high' : 'low', cursor }],
            [token, { ...args, cursor: withChangedCharacter(cursor, position) }],
          ] as const;
          for (const [by, changed] of refused)
            equal(
              (await ask(server, by, 'list_tickets', changed)).code,
              'INVALID_ARGUMENT',
              'a cursor of another question',
            );
        }
        equal(listedIds, expected, 'what the pages show');
      },
    ),
    { numRuns, seed },
  );
};

/** Another letter in the place of one, but for the last, part of which may mean nothing in Base64. */
function withChangedCharacter(text: string, position: number): string {
  const at = position % (text.length - 1);
  return `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
}

const answer = fc.constantFrom(
  'accept',
  'decline',
  'cancel',
  'changed state',
  'other arguments',
  'other caller',
);

/** One question leads to one ticket at most, by the person's yes, with the arguments that the person saw. */
export const confirmations: Model = (server, numRuns) =>
  fc.assert(
    fc.asyncProperty(
      fc.array(answer, { minLength: 1, maxLength: 5 }),
      fc.nat(),
      async (answers, position) => {
        const [token, other] = (await tokensOf(server, 2)) as [string, string];
        const args = { title: 'Confirmed ticket', body: 'Filed after a question.' };
        const { requestState = '' } = await ask(server, token, 'create_ticket', args);
        let isSpent = false;
        let created = 0;
        for (const kind of answers) {
          const isForged = !['accept', 'decline', 'cancel'].includes(kind);
          const action = isForged ? 'accept' : kind;
          const more = {
            requestState:
              kind === 'changed state' ? withChangedCharacter(requestState, position) : requestState,
            inputResponses: {
              confirm: { action, ...(action === 'accept' && { content: { confirm: true } }) },
            },
          };
          const sent = kind === 'other arguments' ? { ...args, title: 'Another ticket' } : args;
          const { data } = await ask(
            server,
            kind === 'other caller' ? other : token,
            'create_ticket',
            sent,
            more,
          );
          if (data?.status === 'created') created += 1;
          if (isForged) equal(data?.status === 'created', false, `with ${kind}, filed`);
          else {
            equal(
              data?.status === 'created',
              action === 'accept' && !isSpent,
              `after ${answers.join()}, filed by ${kind}`,
            );
            isSpent = true;
          }
        }
        const { data } = await ask(server, token, 'list_tickets', {});
        equal(data.tickets.length, created, 'tickets of the person');
      },
    ),
    { numRuns, seed },
  );

const cell = fc
  .string({
    unit: fc.constantFrom('a', 'é', '가', '"', ',', ';', "'", ' ', '-', '=', '🙂', '7'),
    minLength: 1,
    maxLength: 12,
  })
  .map((text) => `N${text.trim()}`);
const row = fc.record({ name: cell, quantity: fc.nat(10_000), isBad: fc.boolean() });

/** A file arrives as it is whatever its cells hold; a bad row spoils no other; a second time nothing changes. */
export const imports: Model = (_server, numRuns) =>
  fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 12 }), async (rows) => {
      await using table: TestTable = await startTable();
      await using folder = await createFolder();
      const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
      const lines = rows.map(({ name, quantity, isBad }, at) =>
        [
          `M-${at}`,
          quoted(name),
          'monitor',
          isBad ? 'many' : quantity,
          'Seoul',
          'available',
          '2026-11-02',
        ].join(','),
      );
      const inventory = await folder.write('items.csv', [inventoryHeader, ...lines, ''].join('\r\n'));

      const first = await importData(table.db, { inventory });
      const stored = await table.scan();
      const second = await importData(table.db, { inventory });

      const good = rows.flatMap(({ name, quantity, isBad }, at) =>
        isBad ? [] : [[`M-${at}`, name.normalize('NFC'), quantity]],
      );
      const found = (await readInventory(table.db)).map(({ item_id, name, quantity }) => [
        item_id,
        name,
        quantity,
      ]);
      const sorted = (list: unknown[]) => list.map((entry) => JSON.stringify(entry)).sort();
      equal(sorted(found), sorted(good), 'what is in the table');
      equal(first.inventory?.errors.length, rows.length - good.length, 'bad rows');
      equal(second.inventory?.unchanged, good.length, 'what the second import left alone');
      equal(await table.scan(), stored, 'the table after the second import');
    }),
    { numRuns, seed },
  );
