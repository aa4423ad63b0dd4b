import type { JSONRPCResponse } from '@modelcontextprotocol/server';
import type { AccessRights } from '../access/access-rights.ts';
import type { Caller } from '../auth/caller.ts';
import { setWithEviction } from '../caching/lru-map.ts';
import type { Message } from './protocol/parse-request.ts';

/** Methods whose results depend only on the request and on the caller's scopes and rights. */
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
 * The key holds all of a request but the members of `_meta` that differ per request.
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

    /** Does not cache errors, nor a page with a next cursor, which is signed for its caller. */
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
  const visibility = [[...caller.scopes], rights.key];
  const key = JSON.stringify([revision, method, visibility, withoutPerRequestMeta(params), mountedVersion]);
  return key.length <= maxKeyLength ? key : undefined;
}

const perRequestMeta = new Set(['progressToken', 'traceparent', 'tracestate', 'baggage']);

/** A member of the wrong type stays in the key: it may make the request invalid. */
function withoutPerRequestMeta(params: Message['request']['params']): unknown {
  if (typeof params?._meta !== 'object' || params._meta === null) return params;
  const _meta = Object.entries(params._meta).filter(
    ([name, value]) =>
      !perRequestMeta.has(name) ||
      !(typeof value === 'string' || (name === 'progressToken' && Number.isInteger(value))),
  );
  return { ...params, _meta };
}
