import { isUtf8 } from 'node:buffer';
import type { JSONRPCRequest } from '@modelcontextprotocol/server';
import { HttpError } from '../../errors/http-error.ts';
import type { HttpRequest } from '../../http/messages.ts';
import { isSameUri } from '../../text/canonical-uri.ts';
import { headerMismatch } from './protocol-versions.ts';

/** The headers in which a 2026-07-28 request repeats parts of its body; older clients send the first only. */
export interface StandardHeaders {
  readonly protocolVersionHeader?: string;
  readonly mcpMethodHeader?: string;
  readonly mcpNameHeader?: string;
}

export function standardHeaders({ headers }: HttpRequest): StandardHeaders {
  const version = headers['mcp-protocol-version'];
  const method = headers['mcp-method'];
  const name = headers['mcp-name'];
  return {
    ...(version !== undefined && { protocolVersionHeader: version }),
    ...(method !== undefined && { mcpMethodHeader: method }),
    ...(name !== undefined && { mcpNameHeader: name }),
  };
}

/** The parameter that the Mcp-Name header repeats, by method (2026-07-28, streamable-http, Standard Request Headers). */
const namedBy = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
]);

/** Gateways route and count by these headers, so they must match the body. */
export function validateStandardHeaders({ method, params }: JSONRPCRequest, headers: StandardHeaders): void {
  if (headers.protocolVersionHeader === undefined) throw mismatch('MCP-Protocol-Version is missing');
  if (headers.mcpMethodHeader === undefined) throw mismatch('Mcp-Method is missing');
  const parameter = namedBy.get(method);
  const name = parameter && params?.[parameter];
  if (!parameter || (headers.mcpNameHeader === undefined && typeof name !== 'string')) return;
  if (headers.mcpNameHeader === undefined) throw mismatch('Mcp-Name is missing');
  const header = decoded(headers.mcpNameHeader.trim());
  if (header === undefined) throw mismatch('Mcp-Name holds invalid Base64');
  const isSame = parameter === 'uri' ? isSameUri : Object.is;
  if (typeof name === 'string' && !isSame(header, name))
    throw mismatch(`Mcp-Name is not the body's params.${parameter}`);
}

function mismatch(what: string): HttpError {
  return new HttpError(400, headerMismatch, `The request headers and body disagree: ${what}.`);
}

/** Values outside visible ASCII travel as `=?base64?…?=`, spelled exactly so (2026-07-28, streamable-http, Value Encoding). */
function decoded(value: string): string | undefined {
  const base64 = /^=\?base64\?(.*)\?=$/.exec(value)?.[1];
  if (base64 === undefined) return value;
  const bytes = Buffer.from(base64, 'base64');
  return bytes.toString('base64') === base64 && isUtf8(bytes) ? bytes.toString() : undefined;
}
