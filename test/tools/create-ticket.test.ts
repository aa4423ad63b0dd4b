import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ticketNumberOf } from '../../lambda/tickets/ticket.ts';
import { call, callForError, clientVersions, type TestClient } from '../support/clients.ts';
import { startTestServer, type TestServer } from '../support/operations.ts';

interface Filed {
  readonly status: string;
  readonly message: string;
  readonly ticket: { readonly ticket_id: string; readonly title: string; readonly body: string };
}

let operations: TestServer;
let client: TestClient;
beforeAll(async () => {
  operations = await startTestServer();
  client = await operations.connect('v2 2026-07-28', { subject: 'dana', scope: 'read write' });
});
afterAll(() => operations[Symbol.asyncDispose]());

const file = (args: object, by = client): Promise<Filed> => call(by, 'create_ticket', { ...args });
const refusalOf = (args: object, by = client) => callForError(by, 'create_ticket', { ...args });

async function ticketsOf(by = client): Promise<string[]> {
  const { tickets } = (await call(by, 'list_tickets', { limit: 100 })) as {
    tickets: { ticket_id: string }[];
  };
  return tickets.map(({ ticket_id }) => ticket_id);
}

let count = 0;
/** Content that no other test has. */
function newDraft(overrides: object = {}) {
  count += 1;
  return {
    title: `Chair number ${count} squeaks`,
    body: 'It does so whenever somebody sits down.',
    ...overrides,
  };
}

describe.each(clientVersions)('for the client %s', (kind) => {
  let by: TestClient;
  beforeAll(async () => {
    by = await operations.connect(kind, { subject: kind.replace(/\W/g, '-'), scope: 'read write' });
  });

  test('a call without confirm is a preview, and nothing is written', async () => {
    const before = await operations.table.scan();
    const draft = newDraft({ priority: 'High', assigned_to: 'jun' });

    const preview = await file(draft, by);

    expect(preview).toEqual({
      status: 'preview',
      message: expect.stringContaining('call again with confirm: true'),
      ticket: { ...draft, priority: 'high' },
    });
    expect(itemsBesideLimits(await operations.table.scan())).toEqual(itemsBesideLimits(before));
  });

  test.each<unknown>([{ toString: 1 }, { valueOf: null, toString: null }, [[]], 7])(
    'a confirm of %j is refused in words',
    async (confirm) => {
      expect(await refusalOf({ ...newDraft(), confirm }, by)).toMatchObject({
        code: 'INVALID_ARGUMENT',
        message: expect.stringMatching(/^confirm: /),
      });
    },
  );

  test('a confirmed call files the ticket, and the same again finds it', async () => {
    const draft = { ...newDraft(), confirm: true };

    const created = await file(draft, by);

    expect(created).toMatchObject({
      status: 'created',
      message: `Filed as ${created.ticket.ticket_id}.`,
      ticket: { title: draft.title, priority: 'medium', status: 'open', assigned_to: null, version: 1 },
    });
    expect(await file(draft, by)).toMatchObject({ status: 'duplicate', ticket: created.ticket });
    expect(await ticketsOf(by)).toEqual([created.ticket.ticket_id]);
  });
});

function itemsBesideLimits(items: readonly Record<string, unknown>[]) {
  return items.filter(({ pk }) => !String(pk).startsWith('LIMIT#'));
}

test('text that looks like SQL, HTML or a shell command is kept as it is', async () => {
  const draft = {
    title: "Kim's laptop: please update the driver; delete old ones",
    body: `<script>alert('x')</script> && rm -rf / ; DROP TABLE tickets; -- {{7*7}} %00 \${HOME}`,
    confirm: true,
  };

  const { ticket } = await file(draft);

  expect(ticket).toMatchObject({ title: draft.title, body: draft.body });
  expect(await call(client, 'get_ticket', { ticket_id: ticket.ticket_id })).toMatchObject({
    ticket: { title: draft.title, body: draft.body },
  });
});

describe('the same request', () => {
  test('twenty times at once leaves one ticket', async () => {
    const draft = { ...newDraft(), confirm: true };
    const before = await ticketsOf();

    const filed = await Promise.all(Array.from({ length: 20 }, () => file(draft)));

    expect(filed.filter(({ status }) => status === 'created')).toHaveLength(1);
    expect(new Set(filed.map(({ ticket }) => ticket.ticket_id)).size).toBe(1);
    expect(await ticketsOf()).toHaveLength(before.length + 1);
  });

  test('is the same in another Unicode form, with blanks around it and another case of the priority', async () => {
    const { ticket } = await file({ ...newDraft(), title: '의자가 삐걱거립니다', confirm: true });
    const again = {
      title: ` ${'의자가 삐걱거립니다'.normalize('NFD')}\n`,
      body: `${ticket.body}\u0000 `,
      priority: ' MEDIUM ',
      confirm: true,
    };

    expect(await file(again)).toMatchObject({ status: 'duplicate', ticket });
  });

  test('of two people is two tickets', async () => {
    const draft = { ...newDraft(), confirm: true };
    const eve = await operations.connect('v1', { subject: 'eve' });

    const [own, hers] = [await file(draft), await file(draft, eve)];

    expect(hers).toMatchObject({ status: 'created', ticket: { created_by: 'eve' } });
    expect(hers.ticket.ticket_id).not.toBe(own.ticket.ticket_id);
  });

  test('for another assignee is a conflict that says how to go on', async () => {
    const draft = { ...newDraft(), confirm: true };
    const { ticket } = await file(draft);

    expect(await refusalOf({ ...draft, assigned_to: 'jun' })).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(ticket.ticket_id),
      hint: expect.stringContaining('idempotency_key'),
    });
  });
});

describe('an idempotency_key', () => {
  test('makes a second call the first one’s duplicate', async () => {
    const draft = { ...newDraft(), idempotency_key: 'chair-1', confirm: true };
    const { ticket } = await file(draft);

    expect(await file(draft)).toMatchObject({ status: 'duplicate', ticket });
    expect(await file({ ...draft, idempotency_key: ' chair-1 ' })).toMatchObject({ status: 'duplicate' });
  });

  test.each([
    { title: 'Another title' },
    { body: 'Another body, long enough.' },
    { priority: 'low' },
    { assigned_to: 'jun' },
  ])('with other content (%o) is a conflict, and writes nothing', async (other) => {
    const draft = { ...newDraft(), idempotency_key: `key-${count}`, confirm: true };
    const { ticket } = await file(draft);
    const before = await ticketsOf();

    expect(await refusalOf({ ...draft, ...other })).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(ticket.ticket_id),
    });
    expect(await ticketsOf()).toEqual(before);
  });

  test('of its own lets the same words be filed twice', async () => {
    const draft = { ...newDraft(), confirm: true };
    const [first, second] = [
      await file({ ...draft, idempotency_key: 'one' }),
      await file({ ...draft, idempotency_key: 'two' }),
    ];

    expect([first.status, second.status]).toEqual(['created', 'created']);
  });

  test('is the caller’s own: another person may use the same', async () => {
    const eve = await operations.connect('v1', { subject: 'eve' });
    await file({ ...newDraft(), idempotency_key: 'shared', confirm: true });

    expect(await file({ ...newDraft(), idempotency_key: 'shared', confirm: true }, eve)).toMatchObject({
      status: 'created',
    });
  });
});

test('fifty calls at once with different content leave fifty tickets with rising ids', async () => {
  const frank = await operations.connect('v2 2025', { subject: 'frank', scope: 'read write' });
  const filed = await Promise.all(
    Array.from({ length: 50 }, () => file({ ...newDraft(), confirm: true }, frank)),
  );
  const ids = filed.map(({ ticket }) => ticket.ticket_id);

  expect(new Set(ids).size).toBe(50);
  expect((await ticketsOf(frank)).sort()).toEqual(ids.sort());

  const next = await file({ ...newDraft(), confirm: true }, frank);
  const highest = Math.max(...ids.map(ticketNumberOf));
  expect(ticketNumberOf(next.ticket.ticket_id)).toBeGreaterThan(highest);
});

test('the assignee sees the ticket, a stranger does not', async () => {
  const { ticket } = await file({ ...newDraft(), assigned_to: 'gina', confirm: true });
  const gina = await operations.connect('v1', { subject: 'gina', scope: 'read' });
  const stranger = await operations.connect('v1', { subject: 'mallory', scope: 'read write' });

  expect(await ticketsOf(gina)).toEqual([ticket.ticket_id]);
  expect(await ticketsOf(stranger)).toEqual([]);
});

describe('lengths count code points of NFC text without blanks around it:', () => {
  test.each([
    ['a title of 5 letters', { title: 'abcde' }],
    ['a title of 5 syllables in decomposed form', { title: '키보드고장'.normalize('NFD') }],
    ['a title of 200 emoji', { title: '🔥'.repeat(200) }],
    ['a title of 200 syllables in decomposed form', { title: '각'.repeat(200).normalize('NFD') }],
    ['a title of 200 letters in blanks', { title: `  ${'t'.repeat(200)}\n` }],
    ['a body of 10 letters', { body: 'abcdefghij' }],
    ['a body of 2000 emoji', { body: '🔥'.repeat(2_000) }],
    ['a body of 2000 letters and many control characters', { body: `${'b\u0007'.repeat(2_000)}` }],
    ['a key of 64 letters', { idempotency_key: 'k'.repeat(64) }],
    ['an assignee of 100 letters', { assigned_to: 'a'.repeat(100) }],
  ])('%s is allowed', async (_, overrides) => {
    expect(await file(newDraft(overrides))).toMatchObject({ status: 'preview' });
  });

  test.each([
    [{ title: '  abcd \n' }, 'title: must be text of 5 to 200 characters, and has 4'],
    [{ title: '🔥🔥🔥🔥' }, 'title: must be text of 5 to 200 characters, and has 4'],
    [{ title: '한글'.normalize('NFD') }, 'title: must be text of 5 to 200 characters, and has 2'],
    [{ title: '\u0000\u0001\u0002\u0003\u0004' }, 'title: must be text of 5 to 200 characters, and has 0'],
    [{ title: 't'.repeat(201) }, 'title: must be text of 5 to 200 characters, and has 201'],
    [{ body: 'too short' }, 'body: must be text of 10 to 2000 characters, and has 9'],
    [{ body: 'b'.repeat(2_001) }, 'body: must be text of 10 to 2000 characters, and has 2001'],
    [{ idempotency_key: 'k'.repeat(65) }, 'idempotency_key: must be text of 1 to 64 characters, and has 65'],
    [{ assigned_to: 'a'.repeat(101) }, 'assigned_to: must be text of 1 to 100 characters, and has 101'],
  ])('%o is refused, not cut', async (overrides, message) => {
    expect(await refusalOf({ ...newDraft(overrides), confirm: true })).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: `${message}.`,
    });
  });
});

test('control characters are taken out, tab and newline stay', async () => {
  const { ticket } = await file(
    newDraft({ title: 'Bell\u0007 and\u0000 null\u001b[31m', body: 'one\r\n\ttwo\u0085\u009f three' }),
  );

  expect(ticket).toMatchObject({ title: 'Bell and null[31m', body: 'one\n\ttwo three' });
});

test('letters that a control character kept apart become one', async () => {
  const { ticket } = await file(newDraft({ title: 'cafe\u0000\u0301 is shut' }));

  expect(ticket.title).toBe('café is shut');
});

test('half a surrogate pair is refused, as it cannot be stored as it was sent', async () => {
  const draft = newDraft({ title: 'Broken \ud83d emoji' });

  await expect(file(draft)).rejects.toThrow('half of a surrogate pair');
});

describe('refuses', () => {
  const hint = 'The arguments are: title, body, priority, assigned_to, confirm, idempotency_key.';

  test.each([
    [{ title: undefined }, 'title: is missing; it must be text of 5 to 200 characters'],
    [{ body: undefined }, 'body: is missing; it must be text of 10 to 2000 characters'],
    [{ title: 1234 }, 'title: must be text of 5 to 200 characters, and has 4'],
    [{ title: null }, 'title: is missing; it must be text of 5 to 200 characters'],
    [{ body: { text: 'nested' } }, 'body: must be text of 10 to 2000 characters'],
    [{ priority: 'urgent' }, 'priority: must be one of low, medium, high, critical'],
    [{ priority: 1 }, 'priority: must be one of low, medium, high, critical'],
    [{ confirm: 'yes' }, 'confirm: must be true or false'],
    [{ confirm: 1 }, 'confirm: must be true or false'],
    [{ idempotency_key: true }, 'idempotency_key: must be text of 1 to 64 characters'],
    [{ assigned_to: ['jun'] }, 'assigned_to: must be text of 1 to 100 characters'],
    [{ status: 'closed' }, 'unknown argument "status"'],
    [{ created_by: 'root', ticket_id: 'TKT-001' }, 'unknown argument "created_by", "ticket_id"'],
  ])('%o, says which field and what is allowed, and writes nothing', async (overrides, message) => {
    const before = itemsBesideLimits(await operations.table.scan());

    expect(await refusalOf({ confirm: true, ...newDraft(overrides) })).toEqual({
      code: 'INVALID_ARGUMENT',
      message: `${message}.`,
      hint,
    });
    expect(itemsBesideLimits(await operations.table.scan())).toEqual(before);
  });

  test('a token without the write scope, and writes nothing', async () => {
    const reader = await operations.connect('v1', { subject: 'dana', scope: 'read' });
    const before = await ticketsOf();

    expect(await refusalOf({ ...newDraft(), confirm: true }, reader)).toMatchObject({
      code: 'PERMISSION_DENIED',
      message: expect.stringContaining('"write"'),
    });
    expect(await ticketsOf()).toEqual(before);
  });
});

test.each(['low', 'Medium', 'HIGH', ' critical '])('takes the priority "%s"', async (priority) => {
  expect(await file(newDraft({ priority }))).toMatchObject({
    ticket: { priority: priority.trim().toLowerCase() },
  });
});
