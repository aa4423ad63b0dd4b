import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HttpRequest } from '../../lambda/http/messages.ts';
import { postOf, startApp, type TestApp, withoutLimits } from '../support/app.ts';
import { base64, draft, type Headers, initialize, message, metaOf, modern, type Params } from './messages.ts';

let app: TestApp;
let authorization: string;
beforeAll(async () => {
  app = await startApp({
    ...withoutLimits,
    ALLOWED_HOSTS: '127.0.0.1',
    ALLOWED_ORIGINS: 'http://127.0.0.1:*',
  });
  authorization = `Bearer ${await app.token()}`;
});
afterAll(() => app[Symbol.asyncDispose]());

/** What is planted into every place that a caller can write to. */
const long = 'Z'.repeat(20_000);

type Planted = readonly [where: string, body: unknown, headers?: Headers, overrides?: Partial<HttpRequest>];

const planted: readonly Planted[] = [
  ...inParams('tools/call', [
    { name: long },
    { name: 'lookup_inventory', arguments: { query: long } },
    { name: 'lookup_inventory', arguments: { category: long } },
    { name: 'lookup_inventory', arguments: { sort: long } },
    { name: 'lookup_inventory', arguments: { cursor: long } },
    { name: 'lookup_inventory', arguments: { [long]: 1 } },
    { name: 'lookup_inventory', arguments: long },
    { name: 'search_policy', arguments: { query: long } },
    { name: 'get_policy', arguments: { doc_id: long } },
    { name: 'get_policy', arguments: { doc_id: 'vpn-en', section: long } },
    { name: 'get_policy', arguments: { doc_id: 'vpn-en', version: long } },
    { name: 'get_ticket', arguments: { ticket_id: long } },
    { name: 'list_tickets', arguments: { status: long } },
    { name: 'list_tickets', arguments: { assigned_to: long } },
    { name: 'update_ticket_status', arguments: { ticket_id: long, status: 'open', note: long } },
    { name: 'create_ticket', arguments: { title: long, body: long } },
    { name: 'create_ticket', arguments: { ...draft(), priority: long } },
    { name: 'create_ticket', arguments: { ...draft(), idempotency_key: long } },
    { name: 'create_ticket', arguments: draft(), requestState: long },
    { name: 'create_ticket', arguments: draft(), inputResponses: { [long]: long, confirm: long } },
    { [long]: long, name: 'lookup_inventory' },
  ]),
  ...inParams('resources/read', [{ uri: long }, { uri: `policy://${long}` }, { uri: `ticket://${long}` }]),
  ...inParams('prompts/get', [
    { name: long },
    { name: 'incident_report', arguments: { [long]: 'x' } },
    { name: 'incident_report', arguments: { [long]: 5 } },
    { name: 'incident_report', arguments: { issue: long, affected_system: 'x' } },
    { name: 'ticket_summary', arguments: { ticket_type: long } },
    { name: 'triage_ticket', arguments: { ticket_id: long } },
    { name: 'policy_answer', arguments: { question: long, doc_id: long } },
  ]),
  ...inParams('completion/complete', [
    { ref: { type: long, uri: long }, argument: { name: 'doc_id', value: '' } },
    { ref: { type: 'ref/prompt', name: long }, argument: { name: long, value: long } },
  ]),
  ...inParams('tools/list', [{ cursor: long }, { cursor: { [long]: 1 } }]),
  ...inParams(long, [{}]),
  ...inParams('logging/setLevel', [{ level: long }]),

  ['version of initialize', initialize(long)],
  [
    'client of initialize',
    message({
      method: 'initialize',
      params: { ...initialize('x').params, clientInfo: { name: long, version: long } },
    }),
  ],
  ['id', { ...message({ method: 'no/such' }), id: long }],
  ['jsonrpc', { ...message({ method: 'no/such' }), jsonrpc: long }],
  ['member', { ...message({ method: 'no/such' }), [long]: long }],
  ['no JSON', long],
  ['a string', JSON.stringify(long)],
  ['an array', [long]],

  ['version header', message({ method: 'ping' }), { 'mcp-protocol-version': long }],
  [
    'version header of a notification',
    { jsonrpc: '2.0', method: 'x' },
    { 'mcp-protocol-version': `1${long}` },
  ],
  ['claimed version', ...modern('tools/list', {}, {}, long)],
  [
    'claimed version, another header',
    ...modern('tools/list', {}, { 'mcp-protocol-version': '2026-07-28' }, long),
  ],
  ['Mcp-Method', ...modern('tools/list', {}, { 'mcp-method': long })],
  ['Mcp-Name', ...modern('tools/call', { name: 'lookup_inventory' }, { 'mcp-name': long })],
  ['Mcp-Name in Base64', ...modern('tools/call', { name: 'lookup_inventory' }, { 'mcp-name': base64(long) })],
  ['name without Mcp-Name', ...modern('tools/call', { name: long }, { 'mcp-name': undefined })],
  ['envelope', ...envelope({ ...metaOf(), [`io.modelcontextprotocol/${long}`]: long })],
  [
    'client info',
    ...envelope({ ...metaOf(), 'io.modelcontextprotocol/clientInfo': { name: long, version: 5 } }),
  ],
  [
    'capabilities',
    ...envelope({ ...metaOf(), 'io.modelcontextprotocol/clientCapabilities': { [long]: long } }),
  ],
  ['log level', ...envelope({ ...metaOf(), 'io.modelcontextprotocol/logLevel': long })],

  ['Host', message({ method: 'ping' }), { host: long }],
  ['Origin', message({ method: 'ping' }), { origin: `https://${long}` }],
  ['content type', message({ method: 'ping' }), { 'content-type': long }],
  ['accept', message({ method: 'ping' }), { accept: long }],
  ['session', message({ method: 'ping' }), { 'mcp-session-id': long, 'last-event-id': long }],
  ['traceparent', message({ method: 'ping' }), { traceparent: long, tracestate: long, baggage: long }],
  ['token', message({ method: 'ping' }), { authorization: `Bearer ${long}` }],
  ['another scheme', message({ method: 'ping' }), { authorization: `${long} x` }],
  ['path', message({ method: 'ping' }), {}, { path: `/${long}` }],
  ['method', message({ method: 'ping' }), {}, { method: long }],
  ['query', message({ method: 'ping' }), {}, { query: { [long]: long } }],
];

const named = planted.map(([where, body, headers = {}, overrides = {}]) => ({
  where,
  body,
  headers,
  overrides,
}));

test.each(named)('no answer repeats at length: $where', async ({ body, headers, overrides }) => {
  const request = postOf(body, { authorization, host: '127.0.0.1', ...headers }, overrides);

  const { status, headers: answered, body: text } = await app.app(request);

  const repeated = `${JSON.stringify(answered)}${text}`.match(/Z/g) ?? [];
  expect(status).toBeLessThan(500);
  expect(repeated.length).toBeLessThanOrEqual(300);
});

/** Both as a client of 2025 and as one of 2026 sends it. */
function inParams(method: string, all: readonly Params[]): Planted[] {
  return all.flatMap((params): Planted[] => {
    const where = `${method.slice(0, 20)} ${JSON.stringify(params).replace(/Z+/g, 'Z…')}`;
    return [
      [`${where}, 2025`, message({ method, params })],
      [`${where}, 2026`, ...modern(method, params)],
    ];
  });
}

function envelope(_meta: Params): readonly [unknown, Headers] {
  const [, headers] = modern('tools/list');
  return [message({ method: 'tools/list', params: { _meta } }), headers];
}
