import type { HttpRequest } from '../../lambda/http/messages.ts';
import { legacyRevisions, modernRevision } from '../../lambda/mcp/protocol/protocol-versions.ts';
import { postOf } from '../support/app.ts';
import {
  base64,
  draft,
  type Headers,
  initialize,
  message,
  metaOf,
  modern,
  notification,
  type Params,
} from './messages.ts';
import { methods } from './methods.ts';

/** One request of the many that are put to two servers, with a name to find it by. */
export interface TestRequest {
  readonly name: string;
  readonly request: HttpRequest;
}

type Sketch = readonly [name: string, body: unknown, headers?: Headers, overrides?: Partial<HttpRequest>];

/** The few hundred requests, good and bad, of both eras; `cursor` is a good one of tools/list. */
export function allRequests(token: string, cursor: string): readonly TestRequest[] {
  const sketches: Sketch[] = [
    ...everyMethod(),
    ...versions(),
    ...ids(),
    ...shapes(),
    ...bodies(),
    ...messagesWithoutAnswer(),
    ...standardHeaders(),
    ...envelopes(),
    ...capabilities(),
    ...batches(),
    ...httpMethods(),
    ...mediaTypes(),
    ['2026 page', ...modern('tools/list', { cursor })],
    ['2025 page', message({ method: 'tools/list', params: { cursor } })],
    ['2025 page of another list', message({ method: 'prompts/list', params: { cursor } })],
  ];
  return sketches.map(([name, body, headers, overrides]) => ({
    name,
    request: postOf(body, { authorization: `Bearer ${token}`, ...headers }, overrides),
  }));
}

function everyMethod(): Sketch[] {
  return methods.flatMap(([name, method, params]): Sketch[] => [
    [`2026: ${name}: ${method}`, ...modern(method, params)],
    [`2025: ${name}: ${method}`, message({ method, params }), { 'mcp-protocol-version': '2025-11-25' }],
    [`no version: ${name}: ${method}`, message({ method, params })],
  ]);
}

function versions(): Sketch[] {
  const all = [...legacyRevisions, modernRevision, '2024-11-05', '1999-01-01', 'latest', ''];
  const params = [{}, { protocolVersion: 5 }, { protocolVersion: '2025-11-25' }, [], undefined];
  return [
    ...all.flatMap((version): Sketch[] => {
      const header = { 'mcp-protocol-version': version };
      return [
        [`header ${version}: tools`, message({ method: 'tools/list' }), header],
        [`header ${version}: initialize`, initialize(version), header],
        [`header ${version}: notification`, notification('notifications/initialized'), header],
        [`header ${version}: response`, { jsonrpc: '2.0', id: 1, result: {} }, header],
        [`initialize ${version}`, initialize(version)],
        [`2026 that claims ${version}`, ...modern('tools/list', {}, {}, version)],
        [
          `2026 that claims ${version} in the body`,
          ...modern('tools/list', {}, { 'mcp-protocol-version': modernRevision }, version),
        ],
        [`2026 that claims ${version} in the header`, ...modern('tools/list', {}, header)],
      ];
    }),
    ...params.map(
      (params): Sketch => [
        `initialize with params ${JSON.stringify(params)}`,
        message({ method: 'initialize', params }),
      ],
    ),
  ];
}

function ids(): Sketch[] {
  const strings = ['', 'a', '0', 'ü', 'i'.repeat(200), 'i'.repeat(10_000)];
  const others = [0, -1, 2 ** 53 - 1, 1.5, 2 ** 60, null, true, {}, [], undefined];
  return [...strings, ...others].flatMap((id): Sketch[] => {
    const shown = String(JSON.stringify(id)).slice(0, 30);
    const [body, headers] = modern('resources/read', { uri: 'policy://none' });
    return [
      [`2025 with id ${shown}`, { ...message({ method: 'tools/list' }), id }],
      [`2025 with id ${shown}, unknown method`, { ...message({ method: 'no/such' }), id }],
      [`2026 with id ${shown}`, { ...body, id }, headers],
      [`2026 with id ${shown}, no name`, { ...body, id }, { ...headers, 'mcp-name': undefined }],
    ];
  });
}

function shapes(): Sketch[] {
  const changes = [
    ...['1.0', 2, '2', null, undefined].map((jsonrpc) => ({ jsonrpc })),
    ...[{ extra: 1 }, { result: {} }, { error: {} }, { method: 5 }, { method: null }],
  ];
  return changes.flatMap((change): Sketch[] => {
    const [body, headers] = modern('tools/list');
    return [
      [`2025 with ${JSON.stringify(change)}`, { ...message({ method: 'tools/list' }), ...change }],
      [`2026 with ${JSON.stringify(change)}`, { ...body, ...change }, headers],
    ];
  });
}

function bodies(): Sketch[] {
  const nonsense = [
    '',
    ' ',
    '{',
    'null',
    'true',
    '5',
    '"text"',
    '{}',
    '{"jsonrpc":"2.0"}',
    'NaN',
    '{"a":1}}',
  ];
  const header = { 'mcp-protocol-version': modernRevision, 'mcp-method': 'tools/list' };
  const nested = (levels: number) =>
    `{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":${'['.repeat(levels)}${']'.repeat(levels)}}}`;
  return [
    ...nonsense.map((body): Sketch => [`body ${body}`, body]),
    ...nonsense.map((body): Sketch => [`body ${body} as 2026`, body, header]),
    ['nested 30 levels', nested(30)],
    ['nested 5,000 levels', nested(5_000)],
    ['byte order mark', `\ufeff${JSON.stringify(message({ method: 'ping' }))}`],
    ['lone surrogates', '{"jsonrpc":"2.0","id":"\\ud800","method":"tools/call","params":{"name":"\\udc00"}}'],
    ['duplicate keys', '{"jsonrpc":"2.0","id":1,"method":"no/such","method":"ping"}'],
    [
      'prototypes',
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","__proto__":{"method":"ping"},' +
        '"params":{"name":"lookup_inventory","__proto__":{"arguments":{"query":5}}}}',
    ],
  ];
}

function messagesWithoutAnswer(): Sketch[] {
  const header = { 'mcp-protocol-version': modernRevision };
  const all: (readonly [string, Params])[] = [
    ['response', { jsonrpc: '2.0', id: 1, result: {} }],
    ['error response', { jsonrpc: '2.0', id: 1, error: { code: -1, message: 'no' } }],
    ['cancelled', notification('notifications/cancelled', { requestId: 1 })],
    ['initialized', notification('notifications/initialized')],
    ['unknown notification', notification('notifications/no_such')],
    ['call as a notification', notification('tools/call', { name: 'create_ticket', arguments: draft() })],
  ];
  return [
    ...all.flatMap(([name, body]): Sketch[] => [
      [name, body],
      [`2026 ${name}`, body, { ...header, 'mcp-method': String(body.method) }],
      [`2026 ${name} with another Mcp-Method`, body, { ...header, 'mcp-method': 'tools/list' }],
    ]),
    ['2026 notification', notification('notifications/x', { _meta: metaOf() })],
    ['2026 notification of 2027', notification('notifications/x', { _meta: metaOf('2027-01-01') })],
  ];
}

function standardHeaders(): Sketch[] {
  const call = { name: 'lookup_inventory', arguments: { query: 'x' } };
  const all: (readonly [string, Headers])[] = [
    ['no version', { 'mcp-protocol-version': undefined }],
    ['no method', { 'mcp-method': undefined }],
    ['no name', { 'mcp-name': undefined }],
    ['another method', { 'mcp-method': 'tools/list' }],
    ['another name', { 'mcp-name': 'create_ticket' }],
    ['an empty name', { 'mcp-name': '' }],
    ['a name in another case', { 'mcp-name': 'LOOKUP_INVENTORY' }],
    ['a method in another case', { 'mcp-method': 'TOOLS/CALL' }],
    ['spaces around', { 'mcp-name': ' lookup_inventory\t', 'mcp-method': ' tools/call ' }],
    ['two names', { 'mcp-name': 'lookup_inventory, lookup_inventory' }],
    ['Base64', { 'mcp-name': base64('lookup_inventory') }],
    ['Base64 of another name', { 'mcp-name': base64('create_ticket') }],
    ['Base64 without padding', { 'mcp-name': '=?base64?bG9va3VwX2ludmVudG9yeQ?=' }],
    ['Base64 that is none', { 'mcp-name': '=?base64?!!!?=' }],
    ['Base64 for URLs', { 'mcp-name': '=?base64?_-_-?=' }],
    ['Base64 in capitals', { 'mcp-name': '=?BASE64?bG9va3VwX2ludmVudG9yeQ==?=' }],
    ['Base64 of no UTF-8', { 'mcp-name': '=?base64?/w==?=' }],
    ['Base64 without an end', { 'mcp-name': '=?base64?bG9va3VwX2ludmVudG9yeQ==' }],
    ['a session', { 'mcp-session-id': 'stale', 'last-event-id': '7' }],
    ['a parameter', { 'mcp-param-query': 'y' }],
  ];
  const policy = { uri: 'policy://정책' };
  return [
    ...all.flatMap(([name, headers]): Sketch[] => [
      [`2026 with ${name}`, ...modern('tools/call', call, headers)],
      [`2025 with ${name}`, message({ method: 'tools/call', params: call }), headers],
    ]),
    ['2026 read named in Base64', ...modern('resources/read', policy, { 'mcp-name': base64(policy.uri) })],
    ['2026 list with a name', ...modern('tools/list', {}, { 'mcp-name': 'x' })],
    ['2026 call named in the header only', ...modern('tools/call', {}, { 'mcp-name': 'x' })],
    ['2026 tasks/get without Mcp-Name', ...modern('tasks/get', { taskId: 'a' }, { 'mcp-name': undefined })],
    ['2026 call without any name', ...modern('tools/call', {}, { 'mcp-method': undefined })],
  ];
}

function envelopes(): Sketch[] {
  const all: (readonly [string, unknown])[] = [
    ['no capabilities', { 'io.modelcontextprotocol/protocolVersion': modernRevision }],
    ['capabilities of a wrong type', { ...metaOf(), 'io.modelcontextprotocol/clientCapabilities': [] }],
    ['no version', { 'io.modelcontextprotocol/clientCapabilities': {} }],
    ['a version of a wrong type', { ...metaOf(), 'io.modelcontextprotocol/protocolVersion': 7 }],
    ['a client of a wrong type', { ...metaOf(), 'io.modelcontextprotocol/clientInfo': 'me' }],
    ['a log level', { ...metaOf(), 'io.modelcontextprotocol/logLevel': 'debug' }],
    ['a log level of a wrong type', { ...metaOf(), 'io.modelcontextprotocol/logLevel': 'loud' }],
    ['nothing in it', {}],
    ['not been sent', undefined],
    ['a wrong type', []],
  ];
  const [, headers] = modern('tools/list');
  const { params } = initialize('2025-11-25');
  return [
    ...all.flatMap(([name, _meta]): Sketch[] => [
      [`2026 whose envelope has ${name}`, message({ method: 'tools/list', params: { _meta } }), headers],
      [`no headers, an envelope that has ${name}`, message({ method: 'tools/list', params: { _meta } })],
    ]),
    ['2026 initialize', ...modern('initialize', params)],
    ['initialize with the header of 2026', initialize('2025-11-25'), headers],
  ];
}

function capabilities(): Sketch[] {
  return [{}, { form: {} }, { url: {} }].map((elicitation): Sketch => {
    const [body, headers] = modern('tools/call', { name: 'create_ticket', arguments: draft() });
    const _meta = { ...metaOf(), 'io.modelcontextprotocol/clientCapabilities': { elicitation } };
    const params = { ...(body.params as Params), _meta };
    return [`2026 that can be asked by ${JSON.stringify(elicitation)}`, { ...body, params }, headers];
  });
}

function batches(): Sketch[] {
  const ping = message({ method: 'ping' });
  const all: (readonly [string, unknown[]])[] = [
    ['one', [ping]],
    ['two', [ping, { ...ping, id: 2 }]],
    ['a notification', [notification('notifications/initialized')]],
    ['none', []],
    ['nonsense', [1, 2]],
    ['one of 2026', [modern('tools/list')[0]]],
  ];
  return all.flatMap(([name, body]): Sketch[] => [
    [`batch of ${name}`, body],
    [`2026 batch of ${name}`, body, { 'mcp-protocol-version': modernRevision }],
  ]);
}

function httpMethods(): Sketch[] {
  return ['GET', 'DELETE', 'PUT', 'PATCH', 'HEAD'].map((method) => [`method ${method}`, '', {}, { method }]);
}

function mediaTypes(): Sketch[] {
  const accepted = ['*/*', 'application/json', 'text/event-stream', 'text/html', 'application/*', undefined];
  const lists = ['text/event-stream, application/json;q=0.5', 'APPLICATION/JSON, TEXT/EVENT-STREAM'];
  const sent = [
    'text/plain',
    'application/json; charset=utf-8',
    'APPLICATION/JSON',
    'application/jsonp',
    '',
    undefined,
  ];
  const headers = [
    ...[...accepted, ...lists, 'application/jsonp'].map((accept) => ({ accept })),
    ...sent.map((type) => ({ 'content-type': type })),
  ];
  return headers.flatMap((header): Sketch[] => [
    [`2025 with ${JSON.stringify(header)}`, message({ method: 'ping' }), header],
    [`2026 with ${JSON.stringify(header)}`, ...modern('tools/list', {}, header)],
  ]);
}
