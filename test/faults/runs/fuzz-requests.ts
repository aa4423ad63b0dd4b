import type { SeededRandom } from '../../support/seeded-random.ts';

export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

type Json = Record<string, unknown>;

interface Seeds {
  readonly tools: readonly { readonly name: string; readonly inputSchema: Json }[];
  readonly uris: readonly string[];
  readonly prompts: readonly string[];
  readonly requestState: string;
  readonly cursor: string;
}

/** Sound arguments, so that a mutation of one of them gets beyond the first check. */
const soundArguments: Readonly<Record<string, Json>> = {
  lookup_inventory: { query: '노트북', limit: 3 },
  search_policy: { query: 'vpn', limit: 2 },
  get_policy: { doc_id: 'vpn', section: '1' },
  create_ticket: {
    title: 'Fuzzed ticket',
    body: 'Filed by a mutated request.',
    priority: 'low',
    confirm: true,
  },
  get_ticket: { ticket_id: 'TKT-001' },
  list_tickets: { limit: 2, status: 'open' },
  update_ticket_status: { ticket_id: 'TKT-002', status: 'in_progress', note: 'fuzz', expected_version: 1 },
  incident_report: { issue: 'VPN is down', affected_system: 'VPN' },
  usage_report: {},
  ticket_report: { days: 7 },
};

const promptArguments: Json = {
  issue: 'VPN is down',
  affected_system: 'VPN',
  question: 'May I?',
  doc_id: 'vpn',
  ticket_type: 'incident',
  ticket_id: 'TKT-001',
};

/** Every method, tool, resource and prompt once, as a sound client sends it. */
function soundRequests(seeds: Seeds): { method: string; params: Json }[] {
  return [
    ...[
      'server/discover',
      'tools/list',
      'resources/list',
      'resources/templates/list',
      'prompts/list',
      'ping',
    ].map((method) => ({ method, params: {} })),
    {
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'fuzz', version: '1' } },
    },
    { method: 'notifications/initialized', params: {} },
    { method: 'notifications/cancelled', params: { requestId: 1 } },
    { method: 'logging/setLevel', params: { level: 'info' } },
    { method: 'resources/subscribe', params: { uri: 'policy://vpn' } },
    ...seeds.tools.map(({ name }) => ({
      method: 'tools/call',
      params: { name, arguments: soundArguments[name] ?? {} },
    })),
    { method: 'tools/call', params: { name: 'list_tickets', arguments: { limit: 2, cursor: seeds.cursor } } },
    {
      method: 'tools/call',
      params: {
        name: 'create_ticket',
        arguments: { title: 'Fuzzed ticket', body: 'Filed by a mutated request.' },
        requestState: seeds.requestState,
        inputResponses: { confirm: { action: 'accept', content: { confirm: true } } },
      },
    },
    ...seeds.uris.map((uri) => ({ method: 'resources/read', params: { uri } })),
    ...seeds.prompts.map((name) => ({ method: 'prompts/get', params: { name, arguments: promptArguments } })),
    {
      method: 'completion/complete',
      params: {
        ref: { type: 'ref/prompt', name: 'policy_answer' },
        argument: { name: 'doc_id', value: '재' },
      },
    },
    {
      method: 'completion/complete',
      params: {
        ref: { type: 'ref/resource', uri: 'ticket://{ticket_id}' },
        argument: { name: 'ticket_id', value: 'T' },
      },
    },
  ];
}

const hostile: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  2 ** 53,
  0.5,
  '',
  ' ',
  '\u0000',
  '\u200b\u202e',
  '\ufffd',
  '\ud800',
  '../../etc/passwd',
  '%2e%2e%2f',
  "'; DROP TABLE tickets; --",
  '<script>alert(1)</script>',
  '$(id)',
  '{{7*7}}',
  '%s%n',
  'a'.repeat(5_000),
  '가'.repeat(2_100),
  '🙂'.repeat(300),
  '\r\nSet-Cookie: a=b',
  '__proto__',
  'constructor',
  'toString',
  'TKT-999999999999',
  'ticket://TKT-001?x#y',
  'policy://..%2f',
  'ui://ops-assistant/ticket-form',
  [],
  [[]],
  {},
  { $ne: null },
  { __proto__: null, toString: 1 },
  ['a', null],
];

/** A request that a client could send and should not: a sound one with one to three mutations. */
export function mutatedRequest(random: SeededRandom, seeds: Seeds, token: string, id: number): FuzzRequest {
  const { method, params } = structuredClone(random.pick(soundRequests(seeds)));
  const modern = random.chance(0.5);
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': random.chance(0.5) ? { elicitation: { form: {} } } : {},
  };
  const message: Json = { jsonrpc: '2.0', id, method, params: modern ? { ...params, _meta } : params };
  const name = String(params.name ?? params.uri ?? '');
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    authorization: `Bearer ${token}`,
    ...(modern && { 'mcp-protocol-version': '2026-07-28', 'mcp-method': method }),
    ...(modern && name && { 'mcp-name': name }),
  };
  const target = { method: 'POST', path: '/mcp' };
  for (let left = 1 + random.below(3); left > 0; left -= 1) {
    const kind = random.next();
    if (kind < 0.65) mutateJson(message, random);
    else if (kind < 0.85) mutateHeaders(headers, random);
    else if (kind < 0.9) Object.assign(target, mutatedTarget(random));
  }
  return { ...target, headers, body: random.chance(0.12) ? mutatedBytes(message, random) : bytesOf(message) };
}

function bytesOf(message: unknown): Buffer {
  return Buffer.from(JSON.stringify(message) ?? '');
}

/** Changes, removes or adds one value anywhere. */
function mutateJson(root: Json, random: SeededRandom): void {
  let node: Json = root;
  for (let depth = random.below(6); depth > 0; depth -= 1) {
    const inner = Object.values(node).filter(
      (value): value is Json => typeof value === 'object' && value !== null,
    );
    if (inner.length === 0) break;
    node = random.pick(inner);
  }
  const keys = Object.keys(node);
  const key =
    keys.length > 0 && random.chance(0.85)
      ? random.pick(keys)
      : random.pick(['extra', '__proto__x', 'cursor', '_meta', 'task']);
  const kind = random.next();
  if (kind < 0.15) delete node[key];
  else if (kind < 0.25 && typeof node[key] === 'string') node[key] = mutatedText(String(node[key]), random);
  else if (kind < 0.3) node[key] = nested(random.below(80));
  else node[key] = structuredClone(random.pick(hostile));
}

function mutatedText(text: string, random: SeededRandom): string {
  const at = random.below(text.length + 1);
  return (
    text.slice(0, at) +
    String(random.pick(['', '\u0000', '%', '/', '\ud83d', 'é', '\t', '"', '\\'])) +
    text.slice(at + random.below(3))
  );
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let at = 0; at < depth; at += 1) value = at % 2 ? [value] : { a: value };
  return value;
}

function mutateHeaders(headers: Record<string, string>, random: SeededRandom): void {
  const names = [
    ...Object.keys(headers),
    'origin',
    'content-encoding',
    'mcp-session-id',
    'last-event-id',
    'traceparent',
    'x-forwarded-host',
    'mcp-method',
    'mcp-name',
    'mcp-protocol-version',
  ];
  const name = random.pick(names);
  if (random.chance(0.3)) delete headers[name];
  else
    headers[name] = random.pick([
      '',
      'x',
      'null',
      'text/plain',
      'application/json; charset=utf-16',
      'gzip',
      'https://evil.example',
      '1999-01-01',
      '2026-07-28',
      '2025-06-18',
      'tools/list',
      '=?base64?%%%?=',
      '=?base64?7J6s?=',
      'Bearer x',
      'Bearer a.b.c',
      'Basic eA==',
      '*/*',
      'text/html;q=0.1',
      '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      'x'.repeat(4_000),
    ]);
}

function mutatedTarget(random: SeededRandom) {
  return {
    method: random.pick(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'POST', 'PROPFIND']),
    path: random.pick([
      '/mcp',
      '/mcp/',
      '/mcp?x=1',
      '//mcp',
      '/MCP',
      '/mcp/..',
      '/',
      '/health',
      '/health?deep=1',
      '/llms.txt',
      '/icon.svg',
      '/%6dcp',
      '/.well-known/oauth-protected-resource',
      '/.well-known/oauth-protected-resource/mcp',
      '/.env',
      '/mcp%00',
      '/%',
      '/?%F0%9F',
    ]),
  };
}

function mutatedBytes(message: unknown, random: SeededRandom): Buffer {
  const bytes = bytesOf(message);
  switch (random.below(7)) {
    case 0:
      return bytes.subarray(0, random.below(bytes.length));
    case 1:
      return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]);
    case 2:
      for (let left = 1 + random.below(4); left > 0; left -= 1)
        bytes[random.below(bytes.length)] = random.below(256);
      return bytes;
    case 3:
      return Buffer.from(`[${bytes},${bytes}]`);
    case 4:
      return Buffer.from('['.repeat(1 + random.below(20_000)));
    case 5:
      return Buffer.from(String(bytes).replace('{', '{"id":7,"method":"ping",'));
    default:
      return Buffer.from(random.pick(['', 'null', '1', '""', '[]', '{}', 'hello', '{"jsonrpc":"1.0"}']));
  }
}
