import type { JsonObject } from '../tool-definition.ts';

/**
 * The headers in which a 2026-07-28 call repeats arguments that the tool's schema marks with `x-mcp-header`
 * (streamable-http, Custom Headers): a server refuses a call without them.
 */
export function parameterHeaders(schema: JsonObject, args: unknown): Record<string, string> {
  if (!isObject(args) || !isObject(schema.properties)) return {};
  const headers: Record<string, string> = {};
  for (const [name, property] of Object.entries(schema.properties)) {
    if (!isObject(property) || !Object.hasOwn(args, name)) continue;
    const value = textOf(args[name]);
    if (typeof property['x-mcp-header'] === 'string' && value !== undefined) {
      headers[`Mcp-Param-${property['x-mcp-header']}`] = headerValue(value);
    }
    Object.assign(headers, parameterHeaders(property, args[name]));
  }
  return headers;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string' || typeof value === 'boolean') return String(value);
  const isPlain = typeof value === 'number' && (Number.isSafeInteger(value) || !Number.isInteger(value));
  return isPlain ? String(value) : undefined;
}

/** Encodes other than plain header values as `=?base64?…?=` (streamable-http, Value Encoding). */
export function headerValue(text: string): string {
  const isPlain =
    /^[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?$/.test(text) && !/^=\?base64\?.*\?=$/.test(text);
  return isPlain ? text : `=?base64?${Buffer.from(text).toString('base64')}?=`;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
