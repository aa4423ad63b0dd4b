import type { JSONRPCResponse } from '@modelcontextprotocol/server';
import { ProtocolErrorCode } from '@modelcontextprotocol/server';
import * as z from 'zod';

/**
 * Converts errors for invalid params to −32602 with a sentence; other answers are returned unchanged. The SDK answers
 * them with zod's issues as JSON and, except for tools/call, as an internal error.
 */
export function withReadableIssues(answer: JSONRPCResponse): JSONRPCResponse {
  if (!('error' in answer)) return answer;
  const json = /^(?:Invalid tools\/call request: )?(\[.*\])$/s.exec(answer.error.message)?.[1];
  if (json === undefined) return answer;
  const problems = issues
    .parse(JSON.parse(json))
    .map(
      ({ path, message }) =>
        `${path.join('.')}: ${message.replace(/^Invalid input: /, '').replace('record', 'object')}`,
    );
  // Names of arguments come from the caller, and may be of any length.
  const text = `Invalid params. ${problems.slice(0, 3).join('; ')}`.slice(0, 300).toWellFormed();
  return { ...answer, error: { code: ProtocolErrorCode.InvalidParams, message: text } };
}

const issues = z.array(z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() }));
