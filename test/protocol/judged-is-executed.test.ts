import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerOf, postOf, startApp, type TestApp } from '../support/app.ts';
import { draft, metaOf } from './messages.ts';

let app: TestApp;
let authorization: string;
beforeAll(async () => {
  app = await startApp();
  // Without "write": whatever files a ticket here has got past the check of the scope.
  authorization = `Bearer ${await app.token({ subject: 'reader', scope: 'read' })}`;
});
afterAll(() => app[Symbol.asyncDispose]());

const args = JSON.stringify({ ...draft(), confirm: true });
const meta = JSON.stringify(metaOf());

/** The body as text: an object has no key twice. */
function call(params: string): string {
  return `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{${params}}}`;
}

function send(body: string, name?: string) {
  const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': name };
  return app.app(postOf(body, { authorization, ...(name && headers) }));
}

describe('a key that is there twice', () => {
  test('counts with its last value, for the scope as for the execution', async () => {
    const write = await send(call(`"name":"lookup_inventory","name":"create_ticket","arguments":${args}`));
    const read = await send(call(`"name":"create_ticket","name":"lookup_inventory","arguments":{}`));

    expect(answerOf(write).result).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('PERMISSION_DENIED') }],
    });
    expect(answerOf(read).result).toMatchObject({ structuredContent: { items: expect.any(Array) } });
    expect(app.auditRecords().map(({ target, outcome }) => [target, outcome])).toEqual([
      ['create_ticket', 'denied'],
      ['lookup_inventory', 'ok'],
    ]);
  });

  test('is compared with its header by its last value', async () => {
    const twice = call(`"name":"create_ticket","n\\u0061me":"lookup_inventory","_meta":${meta}`);

    expect((await send(twice, 'lookup_inventory')).status).toBe(200);
    expect(answerOf(await send(twice, 'create_ticket'))).toMatchObject({ error: { code: -32020 } });
  });

  test.each([
    [
      'method',
      `{"jsonrpc":"2.0","id":1,"method":"tools/list","method":"tools/call","params":{"name":"create_ticket","arguments":${args},"_meta":${meta}}}`,
    ],
    [
      'params',
      `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"lookup_inventory"},"params":{"name":"create_ticket","arguments":${args},"_meta":${meta}}}`,
    ],
    [
      'escaped name',
      call(`"name":"lookup_inventory","\\u006eame":"create_ticket","arguments":${args},"_meta":${meta}`),
    ],
  ])('does not get past the scope by its first value: %s', async (_what, body) => {
    const { status } = await send(body, 'create_ticket');
    expect(status).toBe(403);
  });

  test('counts with its last value among the arguments', async () => {
    const response = await send(
      call('"name":"lookup_inventory","arguments":{"query":"laptop","query":"no such thing"}'),
    );
    expect(answerOf(response).result).toMatchObject({ structuredContent: { query: 'no such thing' } });
    expect(app.auditRecords().at(-1)).toMatchObject({ input: { query: 'no such thing' } });
  });
});

describe('__proto__', () => {
  test.each([
    ['name', `"__proto__":{"name":"create_ticket"},"arguments":${args}`],
    ['another name', `"name":"lookup_inventory","__proto__":{"name":"create_ticket","arguments":${args}}`],
    ['constructor', `"name":"lookup_inventory","constructor":{"prototype":{"name":"create_ticket"}}`],
  ])('changes nothing in the params: %s', async (_what, params) => {
    const response = await send(call(params));
    const record = app.auditRecords().at(-1);

    const { result, error } = answerOf(response);
    if (error) expect(error.code).toBe(-32602);
    else expect(result?.structuredContent).toMatchObject({ query: null, total: expect.any(Number) });
    expect(record?.target).not.toBe('create_ticket');
    expect(({} as { name?: string }).name).toBeUndefined();
  });

  test.each([
    '"__proto__":{"query":"laptop"}',
    '"query":"laptop","__proto__":{"limit":1}',
    '"query":"laptop","constructor":{"limit":1}',
  ])('is an unknown argument or none: %s', async (inner) => {
    const response = await send(call(`"name":"lookup_inventory","arguments":{${inner}}`));

    const { isError, structuredContent } = answerOf(response).result as {
      isError?: boolean;
      structuredContent?: { query: string | null; items: unknown[] };
    };
    const ignored =
      structuredContent && (structuredContent.query === null || structuredContent.items.length > 1);
    expect(isError || ignored).toBe(true);
  });
});

test('no ticket came of any of it', async () => {
  const items = await app.table.scan();
  expect(items.filter(({ created_by }) => created_by === 'reader')).toEqual([]);
});
