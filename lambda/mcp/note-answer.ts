import type { JSONRPCResponse } from '@modelcontextprotocol/server';
import { type Call, currentCall } from '../call.ts';
import { keptMethods } from './kept-answers.ts';

/** Notes in the call what the audit will say of its answer. */
export function noteAnswer(answer: JSONRPCResponse): void {
  const call = currentCall.getStore();
  if (!call) return;
  if ('error' in answer) {
    const { code } = answer.error;
    call.errorCode ??= String(code);
    call.outcome = code === -32603 ? 'failed' : 'rejected';
    return;
  }
  // The same for everybody with these scopes, and often not even made anew.
  if (call.method !== undefined && keptMethods.has(call.method)) return;
  const { result } = answer as { result: { isError?: boolean; structuredContent?: unknown } };
  call.result = result.isError ? undefined : (result.structuredContent ?? result);
  if (result.isError) call.outcome = outcomeOf(call);
}

function outcomeOf({ errorCode }: Call): Call['outcome'] {
  if (errorCode === 'PERMISSION_DENIED') return 'denied';
  if (errorCode === 'RATE_LIMITED') return 'limited';
  if (errorCode === 'INVALID_ARGUMENT') return 'rejected';
  return 'failed';
}
