import type { JSONRPCResponse } from '@modelcontextprotocol/server';
import type { AccessRights } from '../access/access-rights.ts';
import type { Caller } from '../auth/caller.ts';
import { setWithEviction } from '../caching/lru-map.ts';
import type { Message } from './protocol/parse-request.ts';

/** Methods that list what there is: their results depend on the request and on the caller's scopes and rights only. */
export const cachedMethods: ReadonlySet<string> = new Set([
  'initialize',
  'server/discover',
  'tools/list',
  'resources/list',
  'resources/templates/list',
  'prompts/list',
]);

/** All that a list depends on. */
interface ListSource {
  readonly message: Message;
  readonly caller: Caller;
  readonly rights: AccessRights;
  readonly mountedVersion: number;
}

const maxEntries = 100;
const maxKeyLength = 2_000;

/**
 * Results of this instance as serialized JSON: with many tools, building a list costs far more than sending it.
 * The key is all that a request says, but for the members of `_meta` that differ in every request of a tracing client.
 */
export function createListResponseCache() {
  const results = new Map<string, string>();

  return {
    /** The response to this message as JSON, in the SDK's order, if it is cached for the same mounted tools. */
    find(source: ListSource): string | undefined {
      const result = results.get(cacheKeyOf(source) ?? '');
      return (
        result && `{"result":${result},"jsonrpc":"2.0","id":${JSON.stringify(source.message.request.id)}}`
      );
    },

    /** Errors are not cached, nor is a page with a next cursor, which belongs to its caller. */
    store(source: ListSource, answer: JSONRPCResponse): void {
      const key = cacheKeyOf(source);
      if (key === undefined || !('result' in answer) || 'nextCursor' in answer.result) return;
      setWithEviction(results, key, JSON.stringify(answer.result), maxEntries);
    },
  };
}

function cacheKeyOf({ message, caller, rights, mountedVersion }: ListSource): string | undefined {
  const {
    request: { method, params },
    revision,
  } = message;
  if (!cachedMethods.has(method) || params?.cursor !== undefined) return undefined;
  const shownTo = [[...caller.scopes], rights.key];
  const key = JSON.stringify([revision, method, shownTo, withoutPerRequestMeta(params), mountedVersion]);
  return key.length <= maxKeyLength ? key : undefined;
}

const perRequestMeta = new Set(['progressToken', 'traceparent', 'tracestate', 'baggage']);

/** A member of another type than the protocol's stays in the key: the request may be invalid for it. */
function withoutPerRequestMeta(params: Message['request']['params']): unknown {
  if (typeof params?._meta !== 'object' || params._meta === null) return params;
  const _meta = Object.entries(params._meta).filter(
    ([name, value]) =>
      !perRequestMeta.has(name) ||
      !(typeof value === 'string' || (name === 'progressToken' && Number.isInteger(value))),
  );
  return { ...params, _meta };
}
