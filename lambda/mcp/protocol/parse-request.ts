import {
  classifyInboundRequest,
  type InboundLegacyRoute,
  type InboundModernRoute,
  type JSONRPCRequest,
} from '@modelcontextprotocol/server';
import { HttpError } from '../../errors/http-error.ts';
import type { HttpRequest } from '../../http/messages.ts';
import { legacyRevisions, modernRevision } from './protocol-versions.ts';
import { type StandardHeaders, standardHeaders, validateStandardHeaders } from './validate-headers.ts';

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
export const expectsNoResponse = Symbol('no answer');

const maxDepth = 64;
const maxIdLength = 200;
const maxReadLength = 1_048_576;

/** Reads the body as one JSON-RPC message and finds its revision; throws the Refusal that the revision asks for. */
export function parseRequest(request: HttpRequest): Message | typeof expectsNoResponse {
  const body = parse(request.body);
  if (Array.isArray(body)) {
    // Older revisions allowed batches; one POST that counts as one call in limits and audit must be one call.
    throw new HttpError(400, -32600, 'JSON-RPC batches are not accepted. Send one message per request.');
  }
  const headers = standardHeaders(request);
  const outcome = classifyInboundRequest({ httpMethod: 'POST', body, ...headers });
  if (outcome.kind === 'reject') {
    // The SDK's text repeats headers and names as they were sent.
    const text = outcome.message.slice(0, 200).toWellFormed();
    throw new HttpError(
      outcome.httpStatus,
      outcome.code,
      `${text}. ${advice.get(outcome.code) ?? ''}`.trim(),
    );
  }
  const { id } = body as { id?: unknown };
  if (typeof id === 'string' && id.length > maxIdLength) {
    throw new HttpError(400, -32600, `The id must not be longer than ${maxIdLength} characters.`);
  }
  return outcome.kind === 'modern'
    ? parseModernRequest(outcome, headers)
    : parseLegacyRequest(outcome, body, headers);
}

const advice = new Map([
  [-32600, 'Send one object with jsonrpc "2.0", a method, and an id that is a string or a whole number.'],
  [
    -32602,
    'params._meta must hold io.modelcontextprotocol/protocolVersion and io.modelcontextprotocol/clientCapabilities.',
  ],
  [-32020, 'MCP-Protocol-Version, Mcp-Method and Mcp-Name must repeat what the body says.'],
]);

/** The id to answer with when the body may be anything; null where there is none, or none that is fit to be repeated. */
export function idOf(text: string): string | number | null {
  if (text.length > maxReadLength) return null;
  try {
    const { id, method } = JSON.parse(text);
    if (typeof method !== 'string') return null;
    return typeof id === 'number' || (typeof id === 'string' && id.length <= maxIdLength) ? id : null;
  } catch {
    return null;
  }
}

function parse(text: string): unknown {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new HttpError(400, -32700, 'The request body is not valid JSON.');
  }
  if (deeperThan(body, maxDepth)) {
    throw new HttpError(400, -32600, `The request body is nested more than ${maxDepth} levels deep.`);
  }
  return body;
}

/** Does not recurse further than `levels`, so that no body can exhaust the stack here or later. */
function deeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((child) => deeperThan(child, levels - 1));
}

function parseModernRequest(
  route: InboundModernRoute,
  headers: StandardHeaders,
): Message | typeof expectsNoResponse {
  const { revision } = route.classification;
  if (revision !== modernRevision) throw unsupportedVersion(revision, [modernRevision]);
  if (!isRequest(route)) return expectsNoResponse;
  validateStandardHeaders(route.message, headers);
  return { era: 'modern', revision, request: route.message, route };
}

function isRequest(route: InboundModernRoute): route is ModernRequest {
  return route.messageKind === 'request';
}

function parseLegacyRequest(
  { reason, requestedVersion }: InboundLegacyRoute,
  body: unknown,
  { protocolVersionHeader }: StandardHeaders,
): Message | typeof expectsNoResponse {
  // For these two reasons the SDK has held the body against JSON-RPC's schema of a request.
  const request = reason === 'initialize' || reason === 'no-claim' ? (body as JSONRPCRequest) : undefined;
  if (request && reason === 'initialize') {
    // initialize negotiates: the server names a revision of its own when it does not know the client's.
    const known = legacyRevisions.find((revision) => revision === requestedVersion);
    return { era: 'legacy', revision: known ?? legacyRevisions[0]!, request };
  }
  // Without the header it is the last revision that did not have it.
  const revision = protocolVersionHeader ?? '2025-03-26';
  const revisions = [modernRevision, ...legacyRevisions];
  if (!revisions.includes(revision)) throw unsupportedVersion(revision, revisions);
  return request ? { era: 'legacy', revision, request } : expectsNoResponse;
}

function unsupportedVersion(requested = 'unknown', supported: readonly string[]): HttpError {
  return new HttpError(400, -32022, `Unsupported protocol version. Supported: ${supported.join(', ')}.`, {
    data: { supported, requested: requested.slice(0, 60).toWellFormed() },
  });
}
