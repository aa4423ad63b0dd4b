import { isJsonContentType } from '@modelcontextprotocol/server';
import { parseEndpoint } from '../auth/mcp-endpoint.ts';
import type { Config } from '../config/config.ts';
import { HttpError } from '../errors/http-error.ts';
import { messages } from '../text/messages.ts';
import { isAllowedOrigin } from './cors.ts';
import type { HttpRequest } from './messages.ts';

/**
 * Checks that need no parsed body; throws HttpError. The error codes are HTTP statuses, because new codes must be
 * outside of the range reserved by JSON-RPC (2026-07-28, basic/index, Error Codes).
 */
export function validateRequest({ method, path, headers, body }: HttpRequest, config: Config): void {
  if (!isAllowedHost(headers.host, config.allowedHosts)) {
    throw new HttpError(403, 403, messages.unknownHost);
  }
  if (headers.origin !== undefined && !isAllowedOrigin(headers.origin, config)) {
    throw new HttpError(403, 403, messages.originNotAllowed);
  }
  if (!parseEndpoint(path)) {
    throw new HttpError(404, 404, messages.nothingHere);
  }
  if (method !== 'POST') {
    throw new HttpError(405, 405, messages.usePost, {
      headers: { allow: 'POST, OPTIONS' },
    });
  }
  if (!isJsonContentType(headers['content-type'])) {
    throw new HttpError(415, 415, messages.sendJson);
  }
  if (!isUtf8Charset(headers['content-type'])) {
    throw new HttpError(415, 415, messages.sendUtf8);
  }
  if (!isIdentity(headers['content-encoding'])) {
    throw new HttpError(415, 415, messages.sendUncompressed, {
      headers: { 'accept-encoding': 'identity' },
    });
  }
  if (!acceptsJson(headers.accept)) {
    throw new HttpError(406, 406, messages.acceptJson);
  }
  if (Buffer.byteLength(body) > config.maxBodyBytes) {
    throw new HttpError(413, 413, messages.bodyTooLarge(config.maxBodyBytes));
  }
}

/** JSON between systems is UTF-8 (RFC 8259 §8.1). */
function isUtf8Charset(contentType = ''): boolean {
  if (!contentType.includes(';')) return true;
  const parameters = contentType.matchAll(/;\s*([^\s=;]+)\s*=\s*("[^"]*"|[^\s;]*)/g);
  return [...parameters].every(
    ([, name, value]) => !/^charset\*?$/i.test(name!) || /^(["']?)utf-?8\1$/i.test(value!),
  );
}

function isIdentity(encoding: string | undefined): boolean {
  return encoding === undefined || /^(?:identity)?$/i.test(encoding.trim());
}

const jsonRanges = ['application/json', 'application/*', '*/*'];

function acceptsJson(accept: string | undefined): boolean {
  if (accept === undefined) return true;
  const ranges = accept
    .split(',')
    .filter((range) => !/;\s*q=0(?:\.0*)?\s*(?:;|$)/i.test(range))
    .map((range) => range.split(';')[0]!.trim().toLowerCase());
  return ranges.some((range) => jsonRanges.includes(range));
}

function isAllowedHost(host: string | undefined, allowed: readonly string[]): boolean {
  if (allowed.length === 0) return true;
  const name = host?.replace(/:\d+$/, '').toLowerCase();
  return allowed.some((entry) => entry.toLowerCase() === name);
}
