import { registry } from '../../lambda/registry.ts';

/** Where a text can be put into a JSON-RPC request. */
export interface Place {
  readonly name: string;
  readonly method: string;
  readonly params: (text: string) => Record<string, unknown>;
  /** The audit shows this place, so that what stands there is seen masked, not just missing. */
  readonly recorded: boolean;
}

const soundArguments: Readonly<Record<string, Record<string, unknown>>> = {
  lookup_inventory: { query: 'laptop' },
  search_policy: { query: 'vpn' },
  get_policy: { doc_id: 'vpn' },
  create_ticket: { title: 'A sound title', body: 'A body of a sound length.' },
  get_ticket: { ticket_id: 'TKT-001' },
  list_tickets: {},
  update_ticket_status: { ticket_id: 'TKT-001', status: 'open' },
  import_data: { kind: 'inventory', name: 'stock.csv', text: 'item_id' },
  usage_report: {},
  ticket_report: {},
  incident_report: { issue: 'It is broken', affected_system: 'VPN' },
  policy_answer: { question: 'May I?', doc_id: 'vpn' },
  ticket_summary: { ticket_type: 'incident' },
  triage_ticket: { ticket_id: 'TKT-001' },
  summarize_policy: { doc_id: 'vpn' },
};

const toolFields = registry.tools.flatMap(({ name, input }) =>
  Object.keys(input.shape).map((field) => argument('tools/call', name, field)),
);
const promptFields = registry.prompts.flatMap((prompt) =>
  Object.keys(prompt.arguments.shape).map((field) => argument('prompts/get', prompt.name, field)),
);

function argument(method: string, name: string, field: string): Place {
  return {
    name: `${name}.${field}`,
    method,
    params: (text) => ({ name, arguments: { ...soundArguments[name], [field]: text } }),
    recorded: true,
  };
}

function place(name: string, method: string, params: Place['params'], recorded = false): Place {
  return { name, method, params, recorded };
}

const complete = (argument: object, ref: object = { type: 'ref/prompt', name: 'summarize_policy' }) => ({
  ref,
  argument: { name: 'doc_id', value: 'vpn', ...argument },
});

/** Every field of every tool and prompt, and whatever else of a request has a name. */
export const places: readonly Place[] = [
  ...toolFields,
  ...promptFields,
  place(
    'a list as an argument',
    'tools/call',
    (text) => ({ name: 'search_policy', arguments: { query: [text] } }),
    true,
  ),
  place(
    'an object as an argument',
    'tools/call',
    (text) => ({ name: 'search_policy', arguments: { query: { deep: [{ text }] } } }),
    true,
  ),
  place(
    'the name of an argument',
    'tools/call',
    (text) => ({ name: 'search_policy', arguments: { [text]: 1 } }),
    true,
  ),
  place('text for arguments', 'tools/call', (text) => ({ name: 'search_policy', arguments: text }), true),
  place('the name of a tool', 'tools/call', (name) => ({ name, arguments: {} }), true),
  place('the name of a prompt', 'prompts/get', (name) => ({ name }), true),
  place('the URI of a resource', 'resources/read', (uri) => ({ uri }), true),
  ...['policy://', 'ticket://', 'inventory://', 'policy://vpn/v/'].map((scheme) =>
    place(`${scheme}…`, 'resources/read', (text) => ({ uri: scheme + text })),
  ),
  place('what is to be completed', 'completion/complete', (value) => complete({ value }), true),
  place('the argument to complete', 'completion/complete', (name) => complete({ name }), true),
  place('the prompt to complete', 'completion/complete', (name) =>
    complete({}, { type: 'ref/prompt', name }),
  ),
  place('the template to complete', 'completion/complete', (uri) =>
    complete({}, { type: 'ref/resource', uri }),
  ),
  ...['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list'].map((method) =>
    place(`the cursor of ${method}`, method, (cursor) => ({ cursor })),
  ),
  place('the revision', 'initialize', (protocolVersion) => initialize({ protocolVersion })),
  place('the client’s name', 'initialize', (name) => initialize({ clientInfo: { name, version: name } })),
  place('a capability', 'initialize', (text) => initialize({ capabilities: { [text]: {} } })),
  place('metadata', 'tools/list', (text) => ({
    _meta: { traceparent: text, progressToken: text, [text]: text },
  })),
  place('an unknown parameter', 'tools/list', (text) => ({ [text]: text })),
];

function initialize(changes: object) {
  return {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'test', version: '1' },
    ...changes,
  };
}

/** Headers in which a client, a proxy or a mistake can put anything. */
export const headers = [
  'user-agent',
  'referer',
  'cookie',
  'accept',
  'accept-language',
  'content-type',
  'origin',
  'x-anything',
  'x-forwarded-for',
  'x-amzn-trace-id',
  'x-request-id',
  'traceparent',
  'tracestate',
  'baggage',
  'mcp-protocol-version',
  'mcp-method',
  'mcp-name',
  'mcp-session-id',
  'last-event-id',
  'authorization',
] as const;
