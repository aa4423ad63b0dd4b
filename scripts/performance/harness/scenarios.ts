import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent } from 'aws-lambda';

/** One kind of request to measure. */
export interface Scenario {
  readonly name: string;
  readonly era: '2026' | '2025';
  /** A new event per call: a write must not be a repetition. */
  event(): unknown;
}

type Params = Record<string, unknown>;

/** The same request in both protocol eras; `params` creates the parameters of one request. */
export function inBothProtocols(name: string, method: string, params: () => Params, token = ''): Scenario[] {
  return [
    { name, era: '2026', event: () => modernEvent(method, params(), token) },
    { name, era: '2025', event: () => legacyEvent(method, params(), token) },
  ];
}

export const handshake = 'handshake';

/** `server/discover` in 2026, `initialize` in 2025. */
export function handshakes(token = ''): Scenario[] {
  const clientInfo = { name: 'bench', version: '1.0.0' };
  const hello = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo };
  return [
    { name: handshake, era: '2026', event: () => modernEvent('server/discover', {}, token) },
    { name: handshake, era: '2025', event: () => legacyEvent('initialize', hello, token) },
  ];
}

/** Throws unless the answer contains a result: a benchmark of errors would be fast and meaningless. */
export function requireResult({ name, era }: Scenario, answer: { statusCode: number; body: string }): void {
  const { statusCode, body } = answer;
  if (statusCode === 200 && body.includes('"result"') && !body.includes('"isError":true')) return;
  throw new Error(`${name} (${era}) was answered with ${statusCode}: ${body.slice(0, 500)}`);
}

let lastId = 0;

function modernEvent(method: string, params: Params, token: string) {
  const name = params.name ?? params.uri;
  const headers = {
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': method,
    ...(typeof name === 'string' && { 'mcp-name': name }),
  };
  const envelope = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1.0.0' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  return gatewayEvent(method, { ...params, _meta: envelope }, headers, token);
}

function legacyEvent(method: string, params: Params, token: string) {
  const headers = method === 'initialize' ? {} : { 'mcp-protocol-version': '2025-11-25' };
  return gatewayEvent(method, params, headers, token);
}

/** An event as API Gateway sends it: with each header twice, and all its fields. */
function gatewayEvent(method: string, params: Params, extra: Record<string, string>, token: string) {
  const headers: Record<string, string> = {
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
    host: 'bench.example',
    'user-agent': 'bench/1.0.0',
    'x-amzn-trace-id': 'Root=1-5759e988-bd862e3fe1be46a994272793',
    'x-forwarded-for': '203.0.113.7',
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
    ...(token && { authorization: `Bearer ${token}` }),
    ...extra,
  };
  const context = {
    accountId: '000000000000',
    apiId: 'bench',
    domainName: 'bench.example',
    httpMethod: 'POST',
    identity: { sourceIp: '203.0.113.7', userAgent: 'bench/1.0.0' },
    path: '/mcp',
    protocol: 'HTTP/1.1',
    requestId: randomUUID(),
    resourcePath: '/mcp',
    stage: 'live',
  };
  return {
    resource: '/mcp',
    path: '/mcp',
    httpMethod: 'POST',
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    requestContext: context as unknown as APIGatewayProxyEvent['requestContext'],
    body: JSON.stringify({ jsonrpc: '2.0', id: ++lastId, method, params }),
    isBase64Encoded: false,
  } satisfies APIGatewayProxyEvent;
}
