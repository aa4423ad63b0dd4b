import { modernRevision } from '../../lambda/mcp/protocol/protocol-versions.ts';

export type Params = Record<string, unknown>;
export type Headers = Record<string, string | undefined>;

/** The body and headers of a sound 2026-07-28 request; `claims` is what its envelope says of the version. */
export function modern(
  method: string,
  params: unknown = {},
  headers: Headers = {},
  claims: string = modernRevision,
) {
  const { name, uri, taskId } = (params ?? {}) as Record<string, unknown>;
  const named = name ?? uri ?? taskId;
  const sent: Headers = {
    'mcp-protocol-version': claims,
    'mcp-method': method,
    ...(typeof named === 'string' && { 'mcp-name': /^[\x21-\x7e]*$/.test(named) ? named : base64(named) }),
    ...headers,
  };
  return [message(envelope(method, params, claims)), sent] as const;
}

function envelope(method: string, params: unknown, claims?: string) {
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return { method, params };
  const typedParams = params as Params;
  if (typeof typedParams._meta === 'string') return { method, params: typedParams };
  return {
    method,
    params: { ...typedParams, _meta: { ...(typedParams._meta as Params | undefined), ...metaOf(claims) } },
  };
}

export function metaOf(claims: string = modernRevision): Params {
  return {
    'io.modelcontextprotocol/protocolVersion': claims,
    'io.modelcontextprotocol/clientCapabilities': {},
  };
}

export function message<Content extends { method: string; params?: unknown }>(content: Content) {
  return { jsonrpc: '2.0', id: 1, ...content };
}

export function notification(method: string, params: Params = {}) {
  return { jsonrpc: '2.0', method, params };
}

export function initialize(protocolVersion: string) {
  const params = { protocolVersion, capabilities: {}, clientInfo: { name: 'test', version: '1' } };
  return message({ method: 'initialize', params });
}

export function base64(text: string): string {
  return `=?base64?${Buffer.from(text).toString('base64')}?=`;
}

/** Arguments of create_ticket that pass. */
export function draft(): Params {
  return { title: 'A monitor flickers', body: 'It began this morning, after the update.' };
}
