import { isObject } from './absent-fields.ts';

const messageFields = ['jsonrpc', 'id', 'method', 'params', 'result', 'error'];

/** The first field that makes a body an invalid JSON-RPC message, and its rule; undefined for a valid one. */
export function describeFault(body: unknown): string | undefined {
  if (!isObject(body) || Object.keys(body).length === 0) return 'The body must be one JSON object.';
  const { jsonrpc, method, id, params } = body;
  if (jsonrpc !== '2.0') return 'jsonrpc must be "2.0".';
  if (typeof method !== 'string') return 'method must be a string.';
  if ('id' in body && typeof id !== 'string' && !Number.isSafeInteger(id)) {
    return 'id must be a string or a whole number of at most 2^53 − 1.';
  }
  if (params !== undefined && !isObject(params)) return 'params must be an object.';
  const unknown = Object.keys(body).find((name) => !messageFields.includes(name));
  if (unknown !== undefined) return `${unknown.slice(0, 40)} is no field of a JSON-RPC message.`;
  return describeMetaFault(params?._meta);
}

function describeMetaFault(meta: unknown): string | undefined {
  if (meta === undefined) return undefined;
  if (!isObject(meta)) return 'params._meta must be an object.';
  const { progressToken } = meta;
  if (
    progressToken === undefined ||
    typeof progressToken === 'string' ||
    Number.isSafeInteger(progressToken)
  ) {
    return undefined;
  }
  return 'params._meta.progressToken must be a string or a whole number.';
}
