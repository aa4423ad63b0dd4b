import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerOf, postOf } from '../support/app.ts';
import { startTestServer, type TestServer } from '../support/operations.ts';

let operations: TestServer;
beforeAll(async () => {
  operations = await startTestServer();
});
afterAll(() => operations[Symbol.asyncDispose]());

const generations = [{ legacy: true }, { legacy: false }];

async function callTool(name: string, args: unknown, options: { legacy: boolean }) {
  const { result } = await operations.ask('tools/call', { name, arguments: args }, options);
  const { isError, structuredContent, content } = result as {
    isError?: boolean;
    structuredContent?: object;
    content: { text: string }[];
  };
  return isError ? JSON.parse(content[0]!.text) : structuredContent;
}

const draft = { title: 'A door is stuck', body: 'It opens from the inside only.' };

describe.each(generations)('with %o', (generation) => {
  test.each([
    [
      'lookup_inventory',
      { query: '노트북', category: null, sort: null, limit: null, cursor: null },
      { query: '노트북' },
    ],
    [
      'lookup_inventory',
      { query: '노트북', category: '', sort: '', limit: '', cursor: '' },
      { query: '노트북' },
    ],
    ['lookup_inventory', { query: 'laptop', limit: 5, category: ' ' }, { query: 'laptop', limit: 5 }],
    ['lookup_inventory', { query: null }, {}],
    ['lookup_inventory', { query: '' }, {}],
    ['lookup_inventory', { query: ' \n\u0007' }, {}],
    ['lookup_inventory', { limit: '5' }, { limit: 5 }],
    ['lookup_inventory', { limit: ' 5 ' }, { limit: 5 }],
    ['lookup_inventory', { limit: '5.0' }, { limit: 5 }],
    ['lookup_inventory', { query: 365 }, { query: '365' }],
    ['search_policy', { query: 'VPN', limit: '3' }, { query: 'VPN', limit: 3 }],
    ['get_policy', { doc_id: 'vpn', version: null, section: null }, { doc_id: 'vpn' }],
    ['get_policy', { doc_id: 'vpn', version: '1' }, { doc_id: 'vpn', version: 1 }],
    ['get_policy', { doc_id: 'vpn', section: 3 }, { doc_id: 'vpn', section: '3' }],
    ['list_tickets', { status: 'In Progress' }, { status: 'in_progress' }],
    ['list_tickets', { status: 'in-progress', limit: null }, { status: 'in_progress' }],
    ['list_tickets', { status: ' IN  PROGRESS ', assigned_to: '' }, { status: 'in_progress' }],
    ['list_tickets', { status: 'in\u2011progress' }, { status: 'in_progress' }],
    ['create_ticket', { ...draft, priority: null, assigned_to: null, confirm: null }, draft],
    ['create_ticket', { ...draft, priority: '', assigned_to: ' ', idempotency_key: '' }, draft],
    ['create_ticket', { ...draft, confirm: 'false' }, draft],
    ['create_ticket', { ...draft, confirm: ' FALSE ' }, draft],
  ])('%s takes %o as %o', async (name, sent, expected) => {
    const answer = await callTool(name, sent, generation);

    expect(answer).not.toHaveProperty('error');
    expect(answer).toEqual(await callTool(name, expected, generation));
  });

  test.each(['true', 'TRUE', ' True '])('confirm: "%s" files the ticket', async (confirm) => {
    const ticket = { ...draft, title: `Door ${confirm} ${generation.legacy}`, confirm };

    expect(await callTool('create_ticket', ticket, generation)).toMatchObject({ status: 'created' });
  });

  test('an idempotency key of digits is the same key without its quotes', async () => {
    const args = { ...draft, title: `Keyed ${generation.legacy}`, confirm: true };
    const key = generation.legacy ? 4711 : 4712;

    const first = await callTool('create_ticket', { ...args, idempotency_key: key }, generation);
    const second = await callTool('create_ticket', { ...args, idempotency_key: String(key) }, generation);

    expect([first, second]).toMatchObject([{ status: 'created' }, { status: 'duplicate' }]);
  });

  test.each([
    ...['0', '1', 'no', 'yes', 'on', 'null', 'truthy', 1, 0, [], {}].map((confirm) => ({ confirm })),
    { priority: 'urgent' },
    { idempotency_key: true },
    { title: ['A door', 'is stuck'] },
    { body: 1e300 },
  ])('%o is refused, and files nothing', async (change) => {
    const ticket = { ...draft, title: 'Never to be filed', ...change };

    expect(await callTool('create_ticket', ticket, generation)).toMatchObject({
      error: { code: 'INVALID_ARGUMENT', message: expect.stringContaining(Object.keys(change)[0]!) },
    });
    expect(JSON.stringify(await callTool('list_tickets', { limit: 100 }, generation))).not.toContain('Never');
  });

  test.each([
    ['lookup_inventory', { limit: '5 items' }],
    ['lookup_inventory', { limit: '5.5' }],
    ['lookup_inventory', { limit: '0x5' }],
    ['lookup_inventory', { limit: true }],
    ['lookup_inventory', { cursor: 'null' }],
    ['search_policy', { query: null }],
    ['search_policy', { query: '' }],
    ['lookup_inventory', { colour: null }],
    ['lookup_inventory', { __proto__x: null, query: null }],
  ])('%s refuses %o', async (name, args) => {
    expect(await callTool(name, args, generation)).toMatchObject({ error: { code: 'INVALID_ARGUMENT' } });
  });
});

test('text that lost its letters to another encoding is not written', async () => {
  const lost = '노트북'.replaceAll(/./g, '\ufffd');
  const write = (change: object) =>
    callTool('create_ticket', { ...draft, ...change, confirm: true }, { legacy: true });

  for (const change of [
    { title: `${lost} is broken` },
    { title: 'The half \ud800 of a letter' },
    { body: 'The other half of it: \udfff' },
    { body: `${lost} is broken` },
    { assigned_to: lost },
  ]) {
    expect(await write(change)).toMatchObject({
      error: { code: 'INVALID_ARGUMENT', message: expect.stringMatching(/U\+FFFD.*UTF-8/) },
    });
  }
  expect(
    await callTool(
      'update_ticket_status',
      { ticket_id: 'TKT-001', status: 'resolved', note: lost },
      { legacy: true },
    ),
  ).toMatchObject({ error: { code: 'INVALID_ARGUMENT' } });
});

describe('an envelope', () => {
  async function post(body: string) {
    const response = await operations.app(
      postOf(body, {
        authorization: `Bearer ${await operations.token()}`,
        'mcp-protocol-version': '2025-11-25',
      }),
    );
    return { status: response.status, ...answerOf(response) };
  }

  test.each([
    '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":null}',
    '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":[]}',
    '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":null}}',
    '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":[]}}',
    '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"progressToken":null}}}',
    '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":null}}',
    '{"jsonrpc":"2.0","id":1,"method":"prompts/list","params":{"cursor":""}}',
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_tickets","arguments":null}}',
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_tickets","arguments":[]}}',
    '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{"roots":null,"sampling":null},"clientInfo":{"name":"t","version":"1","title":null}}}',
    '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":[],"clientInfo":{"name":"t","version":"1"}}}',
    '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":null,"clientInfo":{"name":"t","version":"1","icons":[]}}}',
    '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{"roots":{"listChanged":null},"sampling":[],"elicitation":{"form":null}},"clientInfo":{"name":"t","version":"1"}}}',
    '{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"ticket_summary","arguments":{"ticket_type":"incident","note":null}}}',
    '{"jsonrpc":"2.0","id":1,"method":"completion/complete","params":{"ref":{"type":"ref/prompt","name":"policy_answer"},"argument":{"name":"doc_id","value":null},"context":{"arguments":null}}}',
    '{"jsonrpc":"2.0","id":1,"method":"completion/complete","params":{"ref":{"type":"ref/resource","uri":"Policy://{doc_id}"},"argument":{"name":"doc_id","value":"v"},"context":{"arguments":[]}}}',
    '{"jsonrpc":"2.0","id":1,"method":"completion/complete","params":{"ref":{"type":"ref/prompt","name":"policy_answer"},"argument":{"name":"doc_id","value":"v"},"context":{"arguments":{"question":null}}}}',
  ])('%s is answered', async (body) => {
    const answer = await post(body);

    expect(answer).toMatchObject({ status: 200, id: 1, result: expect.anything() });
    expect(answer.result?.isError).toBeUndefined();
  });

  test('a notification with params: null is received', async () => {
    expect(await post('{"jsonrpc":"2.0","method":"notifications/initialized","params":null}')).toEqual({
      status: 202,
    });
  });

  test.each(['[1]', '"x"', '5', 'true', '[null]'])('params: %s is refused by its name', async (params) => {
    expect(await post(`{"jsonrpc":"2.0","id":1,"method":"tools/list","params":${params}}`)).toMatchObject({
      status: 400,
      error: { code: -32600, message: expect.stringContaining('params must be an object') },
    });
  });

  test.each([
    ['9007199254740993', null],
    ['12345678901234567890', null],
    ['9007199254740991', 9007199254740991],
    ['1.0', 1],
  ])('the id %s is answered with %s', async (sent, answered) => {
    const { id } = await post(`{"jsonrpc":"2.0","id":${sent},"method":"tools/list"}`);

    expect(id).toBe(answered);
  });
});
