import type { JSONRPCResponse } from '@modelcontextprotocol/server';
import type { Surface } from '../mcp/definitions/server-features.ts';
import { keptMethods } from '../mcp/list-response-cache.ts';
import { maskText } from '../redaction/redact.ts';
import { unknownTool } from './metric-definitions.ts';
import { type Call, currentCall } from './request-context.ts';
import { followClient } from './trace.ts';

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

/** A JSON-RPC message as far as it can be read. */
interface Asked {
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

/** Notes in a call what its message asks for, for audit, metrics and trace; whether it will be served or not. */
export function askedNotes({ tools }: Surface) {
  const toolNames = new Set(tools.map(({ name }) => name));

  return { noteAsked, noteAskedIn };

  function noteAsked({ method, params = {} }: Asked, call: Call): void {
    const { _meta, name, uri, argument } = params;
    followClient(call.trace, (_meta as Record<string, unknown> | undefined)?.traceparent);
    call.method = maskText(method, shownOfName);
    const target = method === 'resources/read' ? uri : name;
    if (typeof target === 'string') call.target = maskText(target, shownOfName);
    const input = params.arguments ?? argument;
    if (input !== undefined) call.input = input;
    if (method === 'tools/call') call.tool = toolNames.has(name as string) ? (name as string) : unknownTool;
  }

  /** The same of a body that may be anything. */
  function noteAskedIn(body: string, call: Call): void {
    if (body.length > maxReadLength) return;
    try {
      const { method, params } = JSON.parse(body);
      if (typeof method === 'string') noteAsked({ method, params: params ?? {} }, call);
    } catch {
      // Not JSON, or no object: it asks for nothing that has a name.
    }
  }
}

const maxReadLength = 1_048_576;
const shownOfName = 100;
