import { isJsonContentType } from '@modelcontextprotocol/server';
import type { Config } from './config.ts';
import { isAllowedOrigin } from './cors.ts';
import { type HttpRequest, Refusal } from './http.ts';

/** What can be said of a request before its body is read; throws the Refusal. */
export function checkRequest({ method, path, headers, body }: HttpRequest, config: Config): void {
  if (!isAllowedHost(headers.host, config.allowedHosts)) {
    throw new Refusal(403, -32002, 'This Host is not served here.');
  }
  if (headers.origin !== undefined && !isAllowedOrigin(headers.origin, config)) {
    throw new Refusal(403, -32002, 'This Origin is not allowed. ALLOWED_ORIGINS names those that are.');
  }
  if (path !== '/mcp')
    throw new Refusal(404, -32000, 'There is nothing here. The MCP endpoint is POST /mcp.');
  if (method !== 'POST') {
    throw new Refusal(405, -32000, 'This endpoint has no sessions and no server stream: use POST.', {
      headers: { allow: 'POST, OPTIONS' },
    });
  }
  if (!isJsonContentType(headers['content-type'])) {
    throw new Refusal(415, -32000, 'Content-Type must be application/json.');
  }
  if (!accepts(headers.accept)) {
    throw new Refusal(406, -32000, 'The answer is application/json: Accept must allow it.');
  }
  if (Buffer.byteLength(body) > config.maxBodyBytes) {
    throw new Refusal(413, -32000, `The request body must not exceed ${config.maxBodyBytes} bytes.`);
  }
}

function accepts(accept: string | undefined): boolean {
  return accept === undefined || /application\/(?:json|\*)|\*\/\*/i.test(accept);
}

function isAllowedHost(host: string | undefined, allowed: readonly string[]): boolean {
  if (allowed.length === 0) return true;
  const name = host?.replace(/:\d+$/, '').toLowerCase();
  return name !== undefined && allowed.includes(name);
}
