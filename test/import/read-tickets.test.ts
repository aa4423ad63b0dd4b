import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeRowError } from '../../lambda/import/row-error.ts';
import { readTicketsFile } from '../../scripts/data/import/files/read-table.ts';
import { createFolder, type Folder, valuesOf } from './folder.ts';

let folder: Folder;
beforeAll(async () => {
  folder = await createFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

async function read(content: string) {
  return readTicketsFile(await folder.write('tickets.jsonl', content));
}

async function readTicket(overrides: Record<string, unknown>) {
  return read(JSON.stringify({ ...ticket, ...overrides }));
}

async function errorsOf(content: string): Promise<string[]> {
  const { errors } = await read(content);
  return errors.map((error) => describeRowError(error).replace(folder.path, ''));
}

const ticket = {
  ticket_id: 'TKT-001',
  title: 'The printer is on fire',
  body: 'Smoke comes out of tray two.',
  created_by: 'alice',
  created_at: '2026-11-11T00:42:00.000Z',
};

describe('a ticket', () => {
  test('needs an id, a title, a text, its author and time; the rest has defaults', async () => {
    expect(valuesOf(await readTicket({}))).toEqual([
      {
        ...ticket,
        priority: 'medium',
        status: 'open',
        assigned_to: null,
        updated_at: ticket.created_at,
        version: 1,
      },
    ]);
  });

  test('keeps what it says', async () => {
    const whole = {
      ...ticket,
      priority: 'critical',
      status: 'in_progress',
      assigned_to: 'jun',
      updated_at: '2026-11-12T00:00:00.000Z',
      version: 3,
    };

    expect(valuesOf(await readTicket(whole))).toEqual([whole]);
  });

  test('may write words in any case, an empty assignee and a local time', async () => {
    const row = {
      ticket_id: 'tkt-1042',
      priority: 'HIGH',
      status: 'In Progress',
      assigned_to: '',
      created_at: '2026-11-11T09:42:00+09:00',
    };

    expect(valuesOf(await readTicket(row))[0]).toMatchObject({
      ticket_id: 'TKT-1042',
      priority: 'high',
      status: 'in_progress',
      assigned_to: null,
      created_at: '2026-11-11T00:42:00.000Z',
    });
  });

  test('may have fields of its own, which are named', async () => {
    const content = await readTicket({ labels: ['vip'], history: [] });

    expect(content.errors).toEqual([]);
    expect(content.notes.join()).toContain('labels, history');
  });

  test('may stand between blank lines, with CRLF and a byte order mark', async () => {
    const second = JSON.stringify({ ...ticket, ticket_id: 'TKT-002' });
    const content = await read(`\uFEFF\r\n${JSON.stringify(ticket)}\r\n\r\n  \r\n${second}\r\n`);

    expect(content.rows.map(({ place }) => place.line)).toEqual([2, 5]);
    expect(content.errors).toEqual([]);
  });

  test.for([
    [{ priority: 'asap' }, 'priority: found "asap", expected one of low, medium, high, critical'],
    [{ status: 'lost' }, 'status: found "lost", expected one of open, in_progress, resolved, closed'],
    [
      { ticket_id: undefined },
      'ticket_id: found nothing, expected an id with up to nine digits, such as TKT-007 or HELP-12',
    ],
    [
      { ticket_id: 'INC-1-2' },
      'ticket_id: found "INC-1-2", expected an id with up to nine digits, such as TKT-007 or HELP-12',
    ],
    [
      { ticket_id: 'TKT-1234567890' },
      'ticket_id: found "TKT-1234567890", expected an id with up to nine digits, such as TKT-007 or HELP-12',
    ],
    [{ title: 'VPN' }, 'title: found "VPN", expected 5 to 200 characters'],
    [{ title: 42 }, 'title: found "42", expected 5 to 200 characters'],
    [
      { created_by: undefined },
      'created_by: found nothing, expected 1 to 255 characters; --created-by says whose the tickets without an author are',
    ],
    [
      { created_at: '2026-11-11 09:42' },
      'created_at: found "2026-11-11 09:42", expected a time such as 2026-11-30T09:00:00Z, 2026-11-30T18:00:00+0900 or 2026-11-30 18:00; --time-zone says the zone of times without one',
    ],
    [
      { updated_at: '2026-11-10T00:00:00Z' },
      'updated_at: found "2026-11-10T00:00:00Z", expected no time before created_at',
    ],
    [{ version: 0 }, 'version: found "0", expected a whole number from 1 to 1000000'],
  ] as const)('with %j says %j', async ([input, message]) => {
    expect(await errorsOf(JSON.stringify({ ...ticket, ...input }))).toEqual([`/tickets.jsonl:1: ${message}`]);
  });
});

describe('a line', () => {
  test.for(['{"ticket_id":', '"text"', '[1]'.padStart(4, '1'), 'null'])(
    'that is no object is an error: %s',
    async (line) => {
      expect(await errorsOf(`${JSON.stringify(ticket)}\n${line}`)).toEqual([
        `/tickets.jsonl:2: found "${line}", expected one JSON object on the line`,
      ]);
    },
  );

  test('with the id of an earlier line is an error', async () => {
    const line = JSON.stringify(ticket);

    expect(await errorsOf(`${line}\n${line}`)).toEqual([
      '/tickets.jsonl:2: ticket_id: found "TKT-001", expected an id that line 1 does not have',
    ]);
  });
});

describe('JSON of one array', () => {
  const issues = [ticket, { ...ticket, ticket_id: 'TKT-002', title: 'x' }];

  test.each([
    ['as it is', JSON.stringify(issues, null, 2), 9],
    ['in the answer of a REST interface', JSON.stringify({ total: 2, issues }, null, 2), 11],
  ])('%s has its elements read, with the line of each', async (_, text, line) => {
    const content = await read(text);

    expect(valuesOf(content)).toMatchObject([{ ticket_id: 'TKT-001' }]);
    expect(content.errors).toMatchObject([{ line, field: 'title' }]);
  });

  test('people of GitHub and choices of Jira are objects', async () => {
    const github = {
      number: 7,
      title: 'Broken badge reader',
      body: '',
      state: 'OPEN',
      author: { login: 'minji' },
    };
    const people = { assignees: [{ login: 'jun' }], createdAt: '2026-11-11T00:42:00Z' };
    const fields = {
      summary: 'VPN is down again',
      description: {
        type: 'doc',
        content: ['Down since nine,', 'for all.'].map((text) => ({
          type: 'paragraph',
          content: [{ type: 'text', text }],
        })),
      },
      status: { id: '3', name: 'In Progress' },
      priority: { name: 'Highest' },
      reporter: { displayName: 'Lee' },
      created: '2026-11-11T09:42:00.000+0900',
      labels: [],
    };
    const content = await read(
      JSON.stringify([
        { ...github, ...people },
        { key: 'HELP-12', fields },
      ]),
    );

    expect(content.errors).toEqual([]);
    expect(valuesOf(content)).toMatchObject([
      { ticket_id: 'TKT-007', created_by: 'minji', assigned_to: 'jun', status: 'open' },
      {
        ticket_id: 'TKT-012',
        body: 'Down since nine,\nfor all.',
        created_by: 'Lee',
        priority: 'critical',
        status: 'in_progress',
      },
    ]);
    expect(content.notes.join()).toContain('fields understood: author.login as created_by');
  });

  test.each([
    ['[{"title":', 'found bad JSON ('],
    ['[1, "two"]', 'found a JSON array of other values, expected JSON Lines'],
  ])('%s is refused with the reason', async (text, reason) => {
    await expect(read(text)).rejects.toThrow(reason);
  });
});
