import type { JSONRPCResponse } from '@modelcontextprotocol/server';
import type { Caller } from '../auth/caller.ts';
import { setWithEviction } from '../caching/lru-map.ts';
import type { Message } from './protocol/parse-request.ts';

/** Methods that tell what there is: their answers hang on nothing but the request and the caller's scopes. */
export const cachedMethods: ReadonlySet<string> = new Set([
  'initialize',
  'server/discover',
  'tools/list',
  'resources/list',
  'resources/templates/list',
  'prompts/list',
]);

const maxEntries = 100;
const maxKeyLength = 2_000;

/**
 * Answers of this instance as they went out, so that the same question is not answered anew: with fifty tools that
 * takes ten times as long as with five. Two questions are the same when all they say is the same.
 */
export function createListResponseCache() {
  const results = new Map<string, string>();

  return {
    /** The answer to this message as JSON, if its question was answered before. */
    find(message: Message, caller: Caller): string | undefined {
      const result = results.get(cacheKeyOf(message, caller) ?? '');
      return result && `{"jsonrpc":"2.0","id":${JSON.stringify(message.request.id)},"result":${result}}`;
    },

    /** Errors are not kept, nor is the page of a list that goes on: its cursor is the caller's own. */
    keep(message: Message, caller: Caller, answer: JSONRPCResponse): void {
      const question = cacheKeyOf(message, caller);
      if (question === undefined || !('result' in answer) || 'nextCursor' in answer.result) return;
      setWithEviction(results, question, JSON.stringify(answer.result), maxEntries);
    },
  };
}

function cacheKeyOf(
  { request: { method, params }, revision }: Message,
  { scopes }: Caller,
): string | undefined {
  if (!cachedMethods.has(method) || params?.cursor !== undefined) return undefined;
  const question = JSON.stringify([revision, method, [...scopes], params]);
  return question.length <= maxKeyLength ? question : undefined;
}
