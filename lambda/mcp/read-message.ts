import {
  classifyInboundRequest,
  type InboundLegacyRoute,
  type InboundModernRoute,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResponse,
  type JSONRPCRequest,
} from '@modelcontextprotocol/server';
import { type HttpRequest, Refusal } from '../http.ts';

export const modernRevision = '2026-07-28';
export const legacyRevisions = ['2025-11-25', '2025-06-18', '2025-03-26'];

/** One JSON-RPC request, with the revision it is to be answered in. */
export type Message =
  | {
      readonly era: 'modern';
      readonly revision: string;
      readonly request: JSONRPCRequest;
      readonly route: ModernRequest;
    }
  | { readonly era: 'legacy'; readonly revision: string; readonly request: JSONRPCRequest };

export type ModernRequest = InboundModernRoute & { readonly message: JSONRPCRequest };

/** A message that is received and needs no answer: a notification, or a 2025 client's response. */
export const noAnswer = Symbol('no answer');

const maxDepth = 64;

/** Reads the body as one JSON-RPC message and finds its revision; throws the Refusal that the revision asks for. */
export function readMessage(request: HttpRequest): Message | typeof noAnswer {
  const body = parse(request.body);
  if (Array.isArray(body)) {
    // Older revisions allowed batches; one POST that counts as one call in limits and audit must be one call.
    throw new Refusal(400, -32600, 'JSON-RPC batches are not accepted. Send one message per request.');
  }
  const headers = standardHeaders(request);
  const outcome = classifyInboundRequest({ httpMethod: 'POST', body, ...headers });
  if (outcome.kind === 'reject') {
    // The SDK's text repeats headers and names as they were sent.
    throw new Refusal(outcome.httpStatus, outcome.code, outcome.message.slice(0, 300));
  }
  return outcome.kind === 'modern' ? readModern(outcome, headers) : readLegacy(outcome, body);
}

/** The id to answer with when the body may be anything; null where there is none. */
export function idOf(text: string): string | number | null {
  try {
    const { id, method } = JSON.parse(text);
    return typeof method === 'string' && (typeof id === 'string' || typeof id === 'number') ? id : null;
  } catch {
    return null;
  }
}

function parse(text: string): unknown {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new Refusal(400, -32700, 'The request body is not valid JSON.');
  }
  if (deeperThan(body, maxDepth)) {
    throw new Refusal(400, -32600, `The request body is nested more than ${maxDepth} levels deep.`);
  }
  return body;
}

/** Does not recurse further than `levels`, so that no body can exhaust the stack here or later. */
function deeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((child) => deeperThan(child, levels - 1));
}

interface StandardHeaders {
  readonly protocolVersionHeader?: string;
  readonly mcpMethodHeader?: string;
  readonly mcpNameHeader?: string;
}

function standardHeaders({ headers }: HttpRequest): StandardHeaders {
  const version = headers['mcp-protocol-version'];
  const method = headers['mcp-method'];
  const name = headers['mcp-name'];
  return {
    ...(version !== undefined && { protocolVersionHeader: version }),
    ...(method !== undefined && { mcpMethodHeader: method }),
    ...(name !== undefined && { mcpNameHeader: name }),
  };
}

function readModern(route: InboundModernRoute, headers: StandardHeaders): Message | typeof noAnswer {
  const { revision } = route.classification;
  if (revision !== modernRevision) {
    throw new Refusal(400, -32022, 'Unsupported protocol version.', {
      data: { supported: [modernRevision], requested: revision ?? 'unknown' },
    });
  }
  if (!isJSONRPCRequest(route.message)) return noAnswer;
  requireStandardHeaders(route.message, headers);
  return { era: 'modern', revision, request: route.message, route: route as ModernRequest };
}

/** The parameter that the Mcp-Name header repeats, by method (2026-07-28, streamable-http, Standard Request Headers). */
const namedBy = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
]);

/** Gateways route and count by these headers, so what they say must be what is then done. */
function requireStandardHeaders({ method, params }: JSONRPCRequest, headers: StandardHeaders): void {
  if (headers.protocolVersionHeader === undefined) throw mismatch('MCP-Protocol-Version is missing');
  if (headers.mcpMethodHeader === undefined) throw mismatch('Mcp-Method is missing');
  const parameter = namedBy.get(method);
  const name = parameter && params?.[parameter];
  if (!parameter || (headers.mcpNameHeader === undefined && typeof name !== 'string')) return;
  if (headers.mcpNameHeader === undefined) throw mismatch('Mcp-Name is missing');
  const header = decoded(headers.mcpNameHeader.trim());
  if (header === undefined) throw mismatch('Mcp-Name holds invalid Base64');
  if (typeof name === 'string' && header !== name)
    throw mismatch(`Mcp-Name is not the body's params.${parameter}`);
}

function mismatch(what: string): Refusal {
  return new Refusal(400, -32020, `The request headers and body disagree: ${what}.`);
}

/** Values outside visible ASCII travel as `=?base64?…?=`. */
function decoded(value: string): string | undefined {
  const base64 = /^=\?base64\?(.*)\?=$/i.exec(value)?.[1];
  if (base64 === undefined) return value;
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('base64').replace(/=+$/, '') !== base64.replace(/=+$/, '')) return undefined;
  return bytes.toString('utf8');
}

function readLegacy(route: InboundLegacyRoute, body: unknown): Message | typeof noAnswer {
  if (isJSONRPCNotification(body) || isJSONRPCResponse(body)) return noAnswer;
  if (!isJSONRPCRequest(body)) {
    throw new Refusal(400, -32700, 'The request body is not a JSON-RPC 2.0 message.');
  }
  if (route.reason === 'initialize') {
    // initialize negotiates: the server names a revision of its own when it does not know the client's.
    const known = route.requestedVersion && legacyRevisions.includes(route.requestedVersion);
    return { era: 'legacy', revision: known ? route.requestedVersion! : legacyRevisions[0]!, request: body };
  }
  // Without the header it is the last revision that did not have it.
  const revision = route.requestedVersion ?? '2025-03-26';
  if (!legacyRevisions.includes(revision)) {
    throw new Refusal(
      400,
      -32000,
      `Unsupported protocol version. Supported: ${[modernRevision, ...legacyRevisions].join(', ')}.`,
    );
  }
  return { era: 'legacy', revision, request: body };
}
