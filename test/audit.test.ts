import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type PostOptions, post } from './support/clients.ts';
import { type DynamoDBProxy, startProxy } from './support/dynamodb-proxy.ts';
import { rawRequest, sendAndHangUp } from './support/raw-http.ts';
import { type RunningServer, startServer } from './support/server.ts';
import { startTable, type TestTable } from './support/table.ts';

let table: TestTable;
let proxy: DynamoDBProxy;
let server: RunningServer;
let storeIsDown = false;
let onStoreRequest = () => {};
let sent = 0;

beforeAll(async () => {
  table = await startTable();
  proxy = await startProxy(table.endpoint, async (_, forward) => {
    onStoreRequest();
    return storeIsDown ? undefined : forward();
  });
  server = await startServer({
    DYNAMODB_ENDPOINT: proxy.endpoint,
    LIMIT_CALLER_PER_MINUTE: '60',
    LIMIT_GET_TICKET_PER_MINUTE: '1',
    REQUEST_DEADLINE_MS: '2000',
    LOG_LEVEL: 'ERROR',
  });
});
afterAll(async () => {
  await server.stop();
  await proxy[Symbol.asyncDispose]();
  await table[Symbol.asyncDispose]();
});
beforeEach(() => {
  storeIsDown = false;
});

/** What one request left behind; fails when it left more than one record, or none. */
async function recordOf(send: () => Promise<unknown>): Promise<Record<string, unknown>> {
  const before = (await server.auditRecords()).length;
  sent += 1;
  await send();
  const records = (await server.auditRecords()).slice(before);
  expect(records).toHaveLength(1);
  return records[0]!;
}

interface Ask extends PostOptions {
  readonly sub?: string;
  readonly scope?: string;
}

/** One JSON-RPC request of a person with a token. */
async function ask(method: string, params: Record<string, unknown> = {}, options: Ask = {}) {
  const { sub = 'alice', scope = 'read write', ...rest } = options;
  return post(server.url, method, params, { token: await server.token({ subject: sub, scope }), ...rest });
}

const call = (name: string, args: object = {}, options: Ask = {}) =>
  ask('tools/call', { name, arguments: args }, options);
const modern = { modern: true };
const draft = { title: 'Audited ticket', body: 'Something to be recorded.', confirm: true };

const ok = { outcome: 'ok', status: 200, sub: 'alice', client_id: 'test' };

describe('a request that is served leaves its record', () => {
  test.each<[string, Record<string, unknown>, Ask, object]>([
    [
      'initialize',
      { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'a', version: '1' } },
      {},
      { revision: '2025-06-18' },
    ],
    ['server/discover', {}, modern, { revision: '2026-07-28' }],
    ['ping', {}, {}, {}],
    ['tools/list', {}, modern, { revision: '2026-07-28' }],
    ['prompts/list', {}, {}, { revision: '2025-03-26' }],
    ['resources/list', {}, modern, {}],
    ['resources/templates/list', {}, {}, {}],
    [
      'resources/read',
      { uri: 'policy://vpn' },
      modern,
      { target: 'policy://vpn', result: { contents: { count: 1, ids: ['policy://vpn'] } } },
    ],
    [
      'prompts/get',
      { name: 'ticket_summary', arguments: { ticket_type: 'change' } },
      {},
      { target: 'ticket_summary', input: { ticket_type: 'change' }, result: { messages: { count: 3 } } },
    ],
    [
      'completion/complete',
      { ref: { type: 'ref/prompt', name: 'summarize_policy' }, argument: { name: 'doc_id', value: 'vpn' } },
      modern,
      { input: { name: 'doc_id', value: 'vpn' }, result: { completion: { total: 2 } } },
    ],
  ])('%s', async (method, params, options, expected) => {
    const record = await recordOf(() => ask(method, params, options));

    expect(record).toMatchObject({ ...ok, method, ...expected });
    expect(record).toMatchObject({ ms: expect.any(Number), time: expect.stringMatching(/^\d{4}-.*Z$/) });
    expect(record.request_id).toMatch(/^[\da-f-]{36}$/);
    expect(record.trace_id).toMatch(/^[\da-f]{32}$/);
    expect(record.caller_id).toMatch(/^[\w-]{27}$/);
    expect(JSON.stringify(record).length).toBeLessThan(1_500);
  });

  test.each<[string, Record<string, unknown>, object]>([
    ['lookup_inventory', { query: 'laptop', limit: 2 }, { total: expect.any(Number), items: { count: 2 } }],
    ['search_policy', { query: 'VPN' }, { total: expect.any(Number) }],
    ['get_policy', { doc_id: 'vpn-en' }, { doc_id: 'vpn-en', version: 1, latest_version: 1 }],
    ['create_ticket', draft, { status: 'created', ticket: { status: 'open', priority: 'medium' } }],
    ['list_tickets', {}, { tickets: { count: expect.any(Number), ids: expect.any(Array) } }],
  ])('tools/call of %s, with what it was asked and how much it answered', async (name, args, result) => {
    const record = await recordOf(() => call(name, args, modern));

    expect(record).toMatchObject({ ...ok, method: 'tools/call', target: name, input: args, result });
    expect(JSON.stringify(record.result)).not.toMatch(/recorded|Seoul|##/);
  });

  test('the trace is the client’s, from its header or its request', async () => {
    const [header, meta] = ['a', 'b'].map((digit) => digit.repeat(32));
    const traceparent = (id: string | undefined) => `00-${id}-${'c'.repeat(16)}-01`;

    const first = await recordOf(() => ask('ping', {}, { headers: { traceparent: traceparent(header) } }));
    const second = await recordOf(() => ask('ping', { _meta: { traceparent: traceparent(meta) } }));

    expect([first.trace_id, second.trace_id]).toEqual([header, meta]);
  });

  test.each(['notifications/initialized', 'notifications/cancelled'])(
    '%s, which has no answer',
    async (method) => {
      const token = await server.token();
      const record = await recordOf(() =>
        rawRequest(
          server.url,
          { 'content-type': 'application/json', authorization: `Bearer ${token}` },
          { body: JSON.stringify({ jsonrpc: '2.0', method }) },
        ),
      );

      expect(record).toMatchObject({ method, outcome: 'ok', status: 202, sub: 'alice' });
    },
  );
});

describe('a request that is turned away leaves its record', () => {
  const json = { 'content-type': 'application/json' };

  /** A refusal before the body is read, with the headers and body that make it one. */
  const raw = async (
    headers: Record<string, string | string[]>,
    options: { method?: string; body?: string; path?: string; target?: string; token?: string } = {},
  ) => {
    const { path = '/mcp', token = await server.token(), ...rest } = options;
    return rawRequest(
      `${server.origin}${path}`,
      { ...json, authorization: `Bearer ${token}`, ...headers },
      rest,
    );
  };

  test.each<[string, () => Promise<unknown>, object]>([
    [
      'no token',
      () => rawRequest(server.url, json),
      { error_code: 'UNAUTHORIZED', status: 401, outcome: 'denied' },
    ],
    [
      'a token that is none',
      () => raw({ authorization: 'Bearer ;;;' }),
      { error_code: 'UNAUTHORIZED', status: 401, outcome: 'denied' },
    ],
    [
      'an expired token',
      async () => raw({}, { token: await server.token({ expiresInSeconds: -600 }) }),
      { error_code: 'ACCESS_DENIED', status: 401, outcome: 'denied' },
    ],
    [
      'two tokens',
      async () => {
        const authorization = `Bearer ${await server.token()}`;
        return raw({ authorization: [authorization, authorization] });
      },
      { error_code: '401', status: 401, outcome: 'denied' },
    ],
    [
      'a path that is none',
      () => raw({}, { path: '/admin' }),
      { error_code: 'MISSING_AUTHENTICATION_TOKEN', status: 404, outcome: 'rejected' },
    ],
    [
      'a path that no URL can have',
      () => raw({}, { target: '//[' }),
      { error_code: 'MISSING_AUTHENTICATION_TOKEN', status: 404 },
    ],
    [
      'GET',
      () => raw({}, { method: 'GET' }),
      { error_code: '405', status: 405, outcome: 'rejected', sub: 'alice' },
    ],
    ['DELETE', () => raw({}, { method: 'DELETE' }), { error_code: '405', status: 405, sub: 'alice' }],
    [
      'another Origin',
      () => raw({ origin: 'https://evil.example' }),
      { error_code: '403', status: 403, outcome: 'denied', sub: 'alice' },
    ],
    [
      'another Host',
      () => raw({ host: 'evil.example' }),
      { error_code: '403', status: 403, outcome: 'denied' },
    ],
    ['another content type', () => raw({ 'content-type': 'text/plain' }), { error_code: '415', status: 415 }],
    ['another Accept', () => raw({ accept: 'text/html' }), { error_code: '406', status: 406 }],
    [
      'a body that is too large',
      () => raw({}, { body: `"${'x'.repeat(1_048_576)}"` }),
      { error_code: '413', status: 413, outcome: 'rejected', sub: 'alice' },
    ],
    [
      'a body that even the gateway does not take',
      () => raw({}, { body: 'x'.repeat(10_485_761) }),
      { error_code: 'REQUEST_TOO_LARGE', status: 413 },
    ],
    [
      'no JSON',
      () => raw({}, { body: '{' }),
      { error_code: '-32700', status: 400, outcome: 'rejected', sub: 'alice' },
    ],
    ['a batch', () => raw({}, { body: '[]' }), { error_code: '-32600', status: 400 }],
    [
      'a header that says another tool',
      () => call('create_ticket', draft, { ...modern, headers: { 'mcp-name': 'get_policy' } }),
      { error_code: '-32020', status: 400, method: 'tools/call', target: 'create_ticket', sub: 'alice' },
    ],
    [
      'an unknown revision',
      () => ask('ping', {}, { headers: { 'mcp-protocol-version': '2019-01-01' } }),
      { error_code: '-32022', status: 400, method: 'ping' },
    ],
    [
      'an unknown method',
      () => ask('tools/burn', {}, modern),
      { error_code: '-32601', status: 404, method: 'tools/burn' },
    ],
    [
      'an unknown tool',
      () => call('burn_down', {}),
      { error_code: '-32602', outcome: 'rejected', target: 'burn_down', sub: 'alice' },
    ],
    [
      'wrong arguments',
      () => call('get_policy', { doc: 1 }, modern),
      { error_code: 'INVALID_ARGUMENT', outcome: 'rejected', target: 'get_policy', input: { doc: 1 } },
    ],
    [
      'another caller’s cursor',
      () => call('lookup_inventory', { cursor: 'made-up' }, modern),
      { error_code: 'INVALID_ARGUMENT', outcome: 'rejected' },
    ],
    [
      'a wrong cursor of a list',
      () => ask('tools/list', { cursor: 'made-up' }),
      { error_code: '-32602', outcome: 'rejected' },
    ],
    [
      'a policy that is not there',
      () => call('get_policy', { doc_id: 'no-such-policy' }, modern),
      { error_code: 'NOT_FOUND', outcome: 'failed', status: 200 },
    ],
    [
      'a resource that is not there',
      () => ask('resources/read', { uri: 'policy://../../etc/passwd' }),
      { error_code: '-32602', outcome: 'rejected', target: 'policy://../../etc/passwd' },
    ],
    [
      'an unknown prompt',
      () => ask('prompts/get', { name: 'burn' }, modern),
      { error_code: '-32602', target: 'burn' },
    ],
    [
      'a ticket that moves where it cannot',
      () =>
        call('update_ticket_status', { ticket_id: 'TKT-001', status: 'closed' }, { scope: 'write admin' }),
      { error_code: 'CONFLICT', outcome: 'failed', target: 'update_ticket_status' },
    ],
    [
      'a missing scope, of a 2026 client',
      () => call('create_ticket', draft, { ...modern, scope: 'read' }),
      {
        error_code: 'PERMISSION_DENIED',
        outcome: 'denied',
        status: 200,
        target: 'create_ticket',
        sub: 'alice',
      },
    ],
    [
      'a missing scope, of a 2025 client',
      () => call('create_ticket', draft, { scope: 'read' }),
      {
        error_code: 'PERMISSION_DENIED',
        outcome: 'denied',
        status: 200,
        target: 'create_ticket',
        sub: 'alice',
      },
    ],
  ])('%s', async (_, send, expected) => {
    expect(await recordOf(send)).toMatchObject({ audit: true, ms: expect.any(Number), ...expected });
  });

  test('a call over the tool’s limit', async () => {
    const read = () => call('get_ticket', { ticket_id: 'TKT-001' }, { sub: 'busy' });
    await recordOf(read);

    expect(await recordOf(read)).toMatchObject({
      error_code: 'RATE_LIMITED',
      outcome: 'limited',
      status: 200,
      target: 'get_ticket',
    });
  });

  test('calls over the caller’s total', async () => {
    const before = (await server.auditRecords()).length;
    const count = 150; // more than the total refills while a slow machine sends them
    sent += count;

    const answers = await Promise.all(
      Array.from({ length: count }, () => call('no_tool', {}, { sub: 'busy' })),
    );

    const records = (await server.auditRecords()).slice(before);
    expect(records).toHaveLength(count);
    const refused = records.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(answers.filter(({ status }) => status === 429).length);
    expect(refused.at(-1)).toMatchObject({ error_code: '429', outcome: 'limited', sub: 'busy' });
  });

  test('a store that is down', async () => {
    storeIsDown = true;

    expect(await recordOf(() => call('create_ticket', draft, modern))).toMatchObject({
      error_code: 'UNAVAILABLE',
      outcome: 'failed',
      status: 200,
      target: 'create_ticket',
      sub: 'alice',
    });
    expect(await recordOf(() => ask('resources/read', { uri: 'ticket://TKT-001' }))).toMatchObject({
      error_code: 'UNAVAILABLE',
      outcome: 'failed',
      target: 'ticket://TKT-001',
    });
  });
});

describe('a client that hangs up', () => {
  const arrived = async (count: number) => {
    for (let wait = 0; wait < 100 && (await server.auditRecords()).length < count; wait += 1)
      await setTimeout(20);
    return server.auditRecords();
  };
  const request = async (body: string, length = body.length) =>
    [
      'POST /mcp HTTP/1.1',
      'Host: 127.0.0.1',
      'Content-Type: application/json',
      `Authorization: Bearer ${await server.token()}`,
      `Content-Length: ${length}`,
      '',
      body,
    ].join('\r\n');

  test('before its answer leaves its record all the same, and its ticket', async () => {
    const message = {
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'create_ticket', arguments: { ...draft, title: 'Gone before the answer' } },
    };
    const before = (await server.auditRecords()).length;
    sent += 1;

    const storeRequest = new Promise<void>((resolve) => {
      onStoreRequest = resolve;
    });
    await sendAndHangUp(server.origin, await request(JSON.stringify(message)), () => storeRequest);

    expect((await arrived(before + 1)).slice(before)).toEqual([
      expect.objectContaining({ target: 'create_ticket', outcome: 'ok', sub: 'alice' }),
    ]);
  });

  test('in the middle of its request leaves one too', async () => {
    const before = (await server.auditRecords()).length;
    sent += 1;

    await sendAndHangUp(server.origin, await request('{"jsonrpc":', 500), () => setTimeout(100));

    expect((await arrived(before + 1)).slice(before)).toEqual([
      expect.objectContaining({ error_code: 'DEFAULT_4XX', outcome: 'rejected' }),
    ]);
  });
});

test('a public page leaves none', async () => {
  const before = await server.auditRecords();

  for (const path of ['/', '/health', '/.well-known/oauth-protected-resource'])
    await fetch(server.origin + path);
  await fetch(server.url, { method: 'OPTIONS', headers: { origin: 'http://localhost:6274' } });

  expect(await server.auditRecords()).toEqual(before);
});

test('nothing that is sent can forge a record or break a line', async () => {
  const forged = 'x\n{"audit":true,"sub":"admin"}\r\n\u2028{"audit":true}\u0085\x1b[31m';
  const texts = {
    title: `Forged ${forged}`,
    body: `Body ${forged}`,
    assigned_to: forged,
    idempotency_key: 'k',
  };

  await recordOf(() => call('create_ticket', { ...texts, [forged]: forged }));
  await recordOf(() => call(forged, {}));
  await recordOf(() => ask(forged, { name: forged }));
  await recordOf(() => ask('resources/read', { uri: forged }));
  await recordOf(async () =>
    ask('ping', {}, { token: await server.token({ subject: forged, clientId: forged }) }),
  );

  const written = server.output();
  expect(written.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
  for (const line of written.split('\n')) expect(line).not.toMatch(/^\s*\{"audit":true,"sub":"admin"/);
});

test('stdout has the same records as the file, as many as there were requests', async () => {
  const onStdout = server
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{"audit":true'))
    .map((line) => JSON.parse(line));

  const records = await server.auditRecords();
  expect(onStdout).toEqual(records);
  expect(records).toHaveLength(sent);
  expect(new Set(records.map(({ request_id }) => request_id)).size).toBe(sent);
});
