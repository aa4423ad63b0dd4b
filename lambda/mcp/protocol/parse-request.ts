import {
  classifyInboundRequest,
  type InboundLadderRejection,
  type InboundLegacyRoute,
  type InboundModernRoute,
  type JSONRPCRequest,
  PROTOCOL_VERSION_META_KEY,
  ProtocolErrorCode,
} from '@modelcontextprotocol/server';
import { HttpError } from '../../errors/http-error.ts';
import type { HttpRequest } from '../../http/messages.ts';
import { isObject, withoutAbsentFields } from './absent-fields.ts';
import { describeFault } from './describe-fault.ts';
import { headerMismatch, legacyRevisions, modernRevision, supportedRevisions } from './protocol-versions.ts';
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

type ModernRequest = InboundModernRoute & { readonly message: JSONRPCRequest };

/** A message that is received and needs no answer: a notification, or a 2025 client's response. */
export const expectsNoResponse = Symbol('no answer');

const maxDepth = 64;
const maxIdLength = 200;
const maxReadLength = 1_048_576;

/** Parses the body as one JSON-RPC message and finds its revision; throws the HttpError that the revision requires. */
export function parseRequest(request: HttpRequest): Message | typeof expectsNoResponse {
  if (request.malformedUtf8) {
    throw new HttpError(400, -32700, 'The request body is not valid UTF-8. Send JSON in UTF-8.');
  }
  const body = withoutAbsentFields(parse(request.body));
  if (Array.isArray(body)) {
    // Older revisions allowed batches; one POST that counts as one call in limits and audit must be one call.
    throw new HttpError(
      400,
      ProtocolErrorCode.InvalidRequest,
      'JSON-RPC batches are not accepted. Send one message per request.',
    );
  }
  const headers = standardHeaders(request);
  const outcome = classifyInboundRequest({ httpMethod: 'POST', body, ...negotiable(headers, body) });
  if (outcome.kind === 'reject') throw rejection(outcome, body, headers);
  const { id } = body as { id?: unknown };
  if (typeof id === 'string' && id.length > maxIdLength) {
    throw new HttpError(
      400,
      ProtocolErrorCode.InvalidRequest,
      `The id must not be longer than ${maxIdLength} characters.`,
    );
  }
  return outcome.kind === 'modern'
    ? parseModernRequest(outcome, headers)
    : parseLegacyRequest(outcome, body, headers);
}

/** `initialize` negotiates by its body, so its protocol version header is ignored. */
function negotiable({ protocolVersionHeader, ...others }: StandardHeaders, body: unknown): StandardHeaders {
  const isInitialize = isObject(body) && body.method === 'initialize' && !hasEnvelope(body);
  return isInitialize || protocolVersionHeader === undefined ? others : { ...others, protocolVersionHeader };
}

function hasEnvelope({ params }: Readonly<Record<string, unknown>>): boolean {
  return isObject(params) && isObject(params._meta) && PROTOCOL_VERSION_META_KEY in params._meta;
}

function rejection(
  { httpStatus, code, message }: InboundLadderRejection,
  body: unknown,
  { protocolVersionHeader }: StandardHeaders,
): HttpError {
  const isUnknown =
    protocolVersionHeader !== undefined && !supportedRevisions.includes(protocolVersionHeader);
  if (code === -32602 && isUnknown && isObject(body) && !hasEnvelope(body)) {
    return unsupportedVersion(protocolVersionHeader, supportedRevisions);
  }
  // The SDK's text repeats headers and names as they were sent.
  const text = message.slice(0, 200).toWellFormed();
  const fault = code === -32600 ? describeFault(body) : undefined;
  // A fault within `params` means invalid params, not an invalid message.
  const codeOfFault = fault?.startsWith('params._meta') ? -32602 : code;
  return new HttpError(httpStatus, codeOfFault, `${text}. ${fault ?? advice.get(code) ?? ''}`.trim());
}

const advice = new Map([
  [
    ProtocolErrorCode.InvalidRequest,
    'Send one object with jsonrpc "2.0", a method, and an id that is a string or a whole number.',
  ],
  [
    ProtocolErrorCode.InvalidParams,
    'params._meta must hold io.modelcontextprotocol/protocolVersion and io.modelcontextprotocol/clientCapabilities.',
  ],
  [headerMismatch, 'MCP-Protocol-Version, Mcp-Method and Mcp-Name must repeat what the body says.'],
]);

/** The id for an answer to any body; null when it is missing or not safe to repeat. */
export function idOf(text: string): string | number | null {
  if (text.length > maxReadLength) return null;
  try {
    const { id, method } = JSON.parse(text);
    if (typeof method !== 'string') return null;
    // A larger number has lost digits, and would be another id.
    if (typeof id === 'number') return Math.abs(id) <= Number.MAX_SAFE_INTEGER ? id : null;
    return typeof id === 'string' && id.length <= maxIdLength ? id : null;
  } catch {
    return null;
  }
}

function parse(text: string): unknown {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    const bom = text.startsWith('\ufeff') ? ' It begins with a byte order mark: send it without.' : '';
    throw new HttpError(400, ProtocolErrorCode.ParseError, `The request body is not valid JSON.${bom}`);
  }
  if (deeperThan(body, maxDepth)) {
    throw new HttpError(
      400,
      ProtocolErrorCode.InvalidRequest,
      `The request body is nested more than ${maxDepth} levels deep.`,
    );
  }
  return body;
}

/** Recurses at most `levels` deep, so that no body can exhaust the stack. */
function deeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((child) => deeperThan(child, levels - 1));
  for (const name in value) {
    if (deeperThan((value as Record<string, unknown>)[name], levels - 1)) return true;
  }
  return false;
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
  // For these two reasons the SDK has validated the body as a JSON-RPC request.
  const request = reason === 'initialize' || reason === 'no-claim' ? (body as JSONRPCRequest) : undefined;
  if (request && reason === 'initialize') {
    // initialize negotiates: the server names a revision of its own when it does not know the client's.
    const known = legacyRevisions.find((revision) => revision === requestedVersion);
    return { era: 'legacy', revision: known ?? legacyRevisions[0]!, request };
  }
  // Without the header: the last revision before the header existed.
  const revision = protocolVersionHeader ?? '2025-03-26';
  if (!supportedRevisions.includes(revision)) throw unsupportedVersion(revision, supportedRevisions);
  return request ? { era: 'legacy', revision, request } : expectsNoResponse;
}

function unsupportedVersion(requested = 'unknown', supported: readonly string[]): HttpError {
  return new HttpError(
    400,
    ProtocolErrorCode.UnsupportedProtocolVersion,
    `Unsupported protocol version. Supported: ${supported.join(', ')}.`,
    {
      data: { supported, requested: requested.slice(0, 60).toWellFormed() },
    },
  );
}
