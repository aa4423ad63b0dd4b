import type { JSONRPCResponse } from '@modelcontextprotocol/server';
import type { ServerFeatures } from '../mcp/definitions/server-features.ts';
import { cachedMethods } from '../mcp/list-response-cache.ts';
import { redactText } from '../redaction/redact.ts';
import { canonicalUri } from '../text/canonical-uri.ts';
import { unknownTool } from './metric-definitions.ts';
import { type RequestContext, requestContext } from './request-context.ts';
import { followClient } from './trace.ts';

/** Notes in the call what the audit will say of its answer. */
export function recordResponse(answer: JSONRPCResponse): void {
  const context = requestContext.getStore();
  if (!context) return;
  if ('error' in answer) {
    const { code } = answer.error;
    context.errorCode ??= String(code);
    context.outcome = code === -32603 ? 'failed' : 'rejected';
    return;
  }
  // The same for everybody with these scopes, and often not even made anew.
  if (context.method !== undefined && cachedMethods.has(context.method)) return;
  const { result } = answer as { result: { isError?: boolean; structuredContent?: unknown } };
  context.result = result.isError ? undefined : (result.structuredContent ?? result);
  if (result.isError) context.outcome = outcomeOf(context);
}

function outcomeOf({ errorCode }: RequestContext): RequestContext['outcome'] {
  if (errorCode === 'PERMISSION_DENIED') return 'denied';
  if (errorCode === 'RATE_LIMITED') return 'limited';
  if (errorCode === 'INVALID_ARGUMENT') return 'rejected';
  return 'failed';
}

/** A JSON-RPC message as far as it can be read. */
interface Operation {
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

/** Notes in a call what its message asks for, for audit, metrics and trace; whether it will be served or not. */
export function createRequestRecorder({ tools }: ServerFeatures) {
  const toolNames = new Set(tools.map(({ name }) => name));

  return { recordOperation, recordOperationOf };

  function recordOperation({ method, params = {} }: Operation, context: RequestContext): void {
    const { _meta, name, uri, argument } = params;
    followClient(context.trace, (_meta as Record<string, unknown> | undefined)?.traceparent);
    context.method = redactText(method, maxNameLength);
    const target = method === 'resources/read' ? uri : name;
    if (typeof target === 'string') {
      context.target = redactText(target === uri ? canonicalUri(target) : target, maxNameLength);
    }
    const input = params.arguments ?? argument;
    if (input !== undefined) context.input = input;
    if (method === 'tools/call')
      context.tool = toolNames.has(name as string) ? (name as string) : unknownTool;
  }

  /** The same of a body that may be anything. */
  function recordOperationOf(body: string, context: RequestContext): void {
    if (body.length > maxReadLength) return;
    try {
      const { method, params } = JSON.parse(body);
      if (typeof method === 'string') recordOperation({ method, params: params ?? {} }, context);
    } catch {
      // Not JSON, or no object: it asks for nothing that has a name.
    }
  }
}

const maxReadLength = 1_048_576;
const maxNameLength = 100;
