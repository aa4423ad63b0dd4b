import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HttpRequest } from '../../lambda/http/messages.ts';
import { answerOf, postOf, startApp, type TestApp } from '../support/app.ts';
import { draft, type Headers, message, metaOf, modern, type Params } from './messages.ts';

const maxBytes = 1_048_576;

let app: TestApp;
let authorization: string;
beforeAll(async () => {
  app = await startApp();
  authorization = `Bearer ${await app.token({ subject: 'checker' })}`;
});
afterAll(() => app[Symbol.asyncDispose]());

/** A request that would file a ticket, were it not for what is wrong with it. */
const id = 'the-request';
const ticket = { name: 'create_ticket', arguments: { ...draft(), confirm: true } };
const call = { ...message({ method: 'tools/call', params: ticket }), id };
const [modernBody, modernHeaders] = modern('tools/call', ticket);
const modernCall = { ...modernBody, id };

interface Fault {
  readonly what: string;
  readonly body: unknown;
  readonly headers?: Headers;
  readonly overrides?: Partial<HttpRequest>;
  readonly status: number;
  readonly code: number;
  /** What the answer says that is to be done. */
  readonly hint: RegExp;
  /** The id in the answer, where it is not the request's. */
  readonly answeredId?: null;
}

const faults: readonly Fault[] = [
  ...['GET', 'DELETE', 'PUT', 'PATCH', 'OPTIONS'].map((method) => ({
    what: `method ${method}`,
    body: call,
    overrides: { method },
    ...{ status: 405, code: 405, hint: /use POST/ },
  })),
  ...['/', '/mcp//', '/MCP', '/mcp/../mcp', '//mcp', '/sse'].map((path) => ({
    what: `path ${path}`,
    body: call,
    overrides: { path },
    ...{ status: 404, code: 404, hint: /POST \/mcp/ },
  })),
  ...['text/plain', 'application/jsonp', 'multipart/form-data', 'application/x-www-form-urlencoded', ''].map(
    (type) => ({
      what: `content type "${type}"`,
      body: call,
      headers: { 'content-type': type },
      ...{ status: 415, code: 415, hint: /must be application\/json/ },
    }),
  ),
  ...['text/event-stream', 'text/html', 'application/jsonp', ''].map((accept) => ({
    what: `accept "${accept}"`,
    body: call,
    headers: { accept },
    ...{ status: 406, code: 406, hint: /Accept must allow it/ },
  })),
  {
    what: 'a byte more than 1 MiB',
    body: padded(call, maxBytes + 1),
    ...{ status: 413, code: 413, hint: /must not exceed 1048576 bytes/ },
    answeredId: null,
  },
  {
    what: 'fewer characters than 1 MiB has bytes, in more bytes',
    body: padded({ ...call, pad: '가'.repeat(400_000) }, 900_000),
    ...{ status: 413, code: 413, hint: /must not exceed/ },
  },
  ...['', ' ', '{', 'undefined', "{'jsonrpc':'2.0'}", `${JSON.stringify(call)}}`].map((body) => ({
    what: `not JSON: ${body.slice(0, 20)}`,
    body,
    ...{ status: 400, code: -32700, hint: /not valid JSON/, answeredId: null },
  })),
  ...[65, 100_000, 500_000].map((levels) => ({
    what: `${levels} levels of nesting`,
    body: JSON.stringify({ ...call, deep: 0 }).replace(
      '"deep":0',
      `"deep":${'['.repeat(levels)}${']'.repeat(levels)}`,
    ),
    ...{ status: 400, code: -32600, hint: /more than 64 levels/ },
  })),
  ...[[call], [call, call], [], [modernCall]].map((body) => ({
    what: `batch of ${body.length}`,
    body,
    ...{ status: 400, code: -32600, hint: /Send one message per request/, answeredId: null },
  })),
  ...['null', '5', '"text"', 'true', '{}'].map((body) => ({
    what: `no message: ${body}`,
    body,
    ...{ status: 400, code: -32600, hint: /must be one JSON object/, answeredId: null },
  })),
  ...(
    [
      [{ jsonrpc: '1.0' }, -32600, /jsonrpc must be "2\.0"/],
      [{ jsonrpc: 2 }, -32600, /jsonrpc must be "2\.0"/],
      [{ jsonrpc: undefined }, -32600, /jsonrpc must be "2\.0"/],
      [{ params: 'x' }, -32600, /params must be an object/],
      [{ params: [1] }, -32600, /params must be an object/],
      [{ extra: 1 }, -32600, /extra is no field of a JSON-RPC message/],
      [{ params: { ...ticket, _meta: 5 } }, -32602, /params\._meta must be an object/],
      [
        { params: { ...ticket, _meta: { progressToken: 1.5 } } },
        -32602,
        /params\._meta\.progressToken must be/,
      ],
      [
        { params: { ...ticket, _meta: { progressToken: {} } } },
        -32602,
        /params\._meta\.progressToken must be/,
      ],
    ] as const
  ).map(([change, code, hint]) => ({
    what: `no JSON-RPC: ${JSON.stringify(change).slice(0, 60)}`,
    body: { ...call, ...change },
    ...{ status: 400, code, hint },
  })),
  ...['euc-kr', '"cp949"', 'utf-16', 'ISO-8859-1', 'utf-8; charset=euc-kr', `utf-8"; charset="euc-kr`].map(
    (charset) => ({
      what: `charset ${charset}`,
      body: call,
      headers: { 'content-type': `application/json; charset=${charset}` },
      ...{ status: 415, code: 415, hint: /must be in UTF-8/ },
    }),
  ),
  ...['gzip', 'br', 'deflate, gzip'].map((encoding) => ({
    what: `Content-Encoding ${encoding}`,
    body: call,
    headers: { 'content-encoding': encoding },
    ...{ status: 415, code: 415, hint: /without a Content-Encoding/ },
  })),
  {
    what: 'bytes that are no UTF-8',
    body: call,
    overrides: { malformedUtf8: true },
    ...{ status: 400, code: -32700, hint: /not valid UTF-8/ },
  },
  ...[null, true, {}, [], 'i'.repeat(201), 2 ** 53, -(2 ** 60)].map((id) => ({
    what: `id ${JSON.stringify(id).slice(0, 10)}`,
    body: { ...call, id },
    ...{ status: 400, code: -32600, hint: /id/, answeredId: null },
  })),
  {
    what: 'a 2025 version that is not served',
    body: call,
    headers: { 'mcp-protocol-version': '2024-11-05' },
    ...{ status: 400, code: -32022, hint: /Supported: 2026-07-28, 2025-11-25, 2025-06-18, 2025-03-26/ },
  },
  {
    what: 'a later version that is not served',
    body: { ...modernCall, params: { ...ticket, _meta: metaOf('2027-01-01') } },
    headers: { ...modernHeaders, 'mcp-protocol-version': '2027-01-01' },
    ...{ status: 400, code: -32022, hint: /Supported: 2026-07-28/ },
  },
  ...['protocolVersion', 'clientCapabilities'].map((part) => ({
    what: `an envelope without ${part}`,
    body: { ...modernCall, params: { ...ticket, _meta: without(part) } },
    headers: modernHeaders,
    ...{ status: 400, code: -32602, hint: /params\._meta must hold/ },
  })),
  ...disagreements().map(([what, headers]) => ({
    what,
    body: modernCall,
    headers: { ...modernHeaders, ...headers },
    ...{ status: 400, code: -32020, hint: /headers and body disagree/ },
  })),
  {
    what: 'an unknown method of 2026',
    body: { ...modernCall, method: 'tools/run' },
    headers: { ...modernHeaders, 'mcp-method': 'tools/run' },
    ...{ status: 404, code: -32601, hint: /Method not found/ },
  },
  {
    what: 'arguments of a wrong type',
    body: { ...call, params: { ...ticket, arguments: 'none' } },
    ...{ status: 200, code: -32602, hint: /params\.arguments: expected object, received string/ },
  },
  {
    what: 'an unknown tool',
    body: { ...call, params: { ...ticket, name: 'create_tickets' } },
    ...{ status: 200, code: -32602, hint: /tools\/list names them all/ },
  },
];

function disagreements(): readonly (readonly [string, Headers])[] {
  return [
    ['Mcp-Method missing', { 'mcp-method': undefined }],
    ['Mcp-Method of another method', { 'mcp-method': 'tools/list' }],
    ['Mcp-Name missing', { 'mcp-name': undefined }],
    ['Mcp-Name of another tool', { 'mcp-name': 'lookup_inventory' }],
    ['Mcp-Name twice', { 'mcp-name': 'create_ticket, create_ticket' }],
    ['Mcp-Name in broken Base64', { 'mcp-name': '=?base64?%%?=' }],
    ['MCP-Protocol-Version missing', { 'mcp-protocol-version': undefined }],
    ['MCP-Protocol-Version of 2025', { 'mcp-protocol-version': '2025-11-25' }],
  ];
}

describe('a request with one fault', () => {
  test.each(faults)(
    '$what → $status',
    async ({ body, headers, overrides, status, code, hint, answeredId }) => {
      const response = await app.app(postOf(body, { authorization, ...headers }, overrides));

      expect(response.status).toBe(status);
      expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
      const { error, id: answered } = answerOf(response);
      expect(error).toMatchObject({ code, message: expect.stringMatching(hint) });
      expect(answered).toBe(answeredId === undefined ? id : answeredId);
      expect(response.headers.allow).toBe(status === 405 ? 'POST, OPTIONS' : undefined);
    },
  );

  test('leaves one audit record, which names no result, and writes no ticket', async () => {
    const records = app.auditRecords();
    expect(records).toHaveLength(faults.length);
    expect(records.filter(({ outcome }) => outcome !== 'rejected')).toEqual([]);
    expect(records.filter(({ result }) => result !== undefined)).toEqual([]);
    expect(await ticketsOf('checker')).toEqual([]);
  });
});

test('the same request without a fault files the ticket, in both eras and at 1 MiB exactly', async () => {
  const large = padded({ ...call, params: { ...ticket, _meta: { pad: '' } } }, maxBytes);
  expect(Buffer.byteLength(large)).toBe(maxBytes);

  const answers = [
    await app.app(postOf(large, { authorization })),
    await app.app(postOf(modernCall, { authorization, ...modernHeaders })),
  ].map(answerOf);

  expect(answers.map(({ result }) => result?.structuredContent)).toMatchObject([
    { status: 'created' },
    { status: 'duplicate' },
  ]);
  expect(await ticketsOf('checker')).toHaveLength(1);
});

test.each([
  ['lookup_inventory', { colour: 'red' }, 'unknown argument "colour"'],
  ['create_ticket', { ...draft(), confirm: true, Confirm: true }, 'unknown argument "Confirm"'],
  ['list_tickets', { __proto__x: 1, constructor: 1 }, 'unknown argument "__proto__x", "constructor"'],
])('%s refuses arguments it does not know by their names', async (name, args, text) => {
  const before = await ticketsOf('checker');

  const params = { name, arguments: args };
  const response = await app.app(postOf(message({ method: 'tools/call', params }), { authorization }));

  expect(answerOf(response).result).toMatchObject({
    isError: true,
    content: [{ text: expect.stringContaining(JSON.stringify(text).slice(1, -1)) }],
  });
  expect(app.auditRecords().at(-1)).toMatchObject({ outcome: 'rejected', error_code: 'INVALID_ARGUMENT' });
  expect(await ticketsOf('checker')).toEqual(before);
});

test('a stale session id is ignored, and none is ever given', async () => {
  const headers = { authorization, 'mcp-session-id': 'b1946ac9-stale', 'last-event-id': '42' };
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 't', version: '1' } };
  const [discover, discoverHeaders] = modern('server/discover');

  const responses = [
    await app.app(postOf(message({ method: 'initialize', params }), headers)),
    await app.app(postOf(message({ method: 'tools/list' }), headers)),
    await app.app(postOf({ jsonrpc: '2.0', method: 'notifications/initialized' }, headers)),
    await app.app(postOf(discover, { ...headers, ...discoverHeaders })),
  ];

  expect(responses.map(({ status }) => status)).toEqual([200, 200, 202, 200]);
  expect(responses.filter((response) => 'mcp-session-id' in response.headers)).toEqual([]);
});

async function ticketsOf(subject: string) {
  return (await app.table.scan()).filter(({ pk, sk, created_by }) => {
    return String(pk).startsWith('TICKET#') && sk === 'TICKET' && created_by === subject;
  });
}

/** The body with blanks at its end, so that it has this many bytes. */
function padded(body: Params, bytes: number): string {
  return JSON.stringify(body).padEnd(bytes, ' ');
}

function without(part: string): Params {
  const { [`io.modelcontextprotocol/${part}`]: _, ...rest } = metaOf();
  return rest;
}
