import { type JSONRPCResponse, ProtocolErrorCode } from '@modelcontextprotocol/server';
import type { HttpError } from '../errors/http-error.ts';
import { redactText } from '../redaction/redact.ts';
import { canonicalUri } from '../text/canonical-uri.ts';
import { unknownTool } from './metric-definitions.ts';
import { outcomeOfStatus, outcomeOfToolError } from './outcome.ts';
import type { RequestContext } from './request-context.ts';
import { suspicionOfParams } from './suspicion.ts';

/** A JSON-RPC message as far as it can be read. */
interface Operation {
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

const maxReadLength = 1_048_576;
const maxNameLength = 100;

/** Records method, target and input of a message in the request's context, for audit, metrics and trace. */
export function createRequestRecorder({ tools }: { readonly tools: readonly { readonly name: string }[] }) {
  const toolNames = new Set(tools.map(({ name }) => name));

  return { recordOperation, recordOperationOf };

  /** `mountedServer` is the server of the tool when it is not an own tool. */
  function recordOperation(
    { method, params = {} }: Operation,
    context: RequestContext,
    mountedServer?: string,
  ): void {
    const { _meta, name, uri, argument } = params;
    context.trace.begin((_meta as Record<string, unknown> | undefined)?.traceparent);
    context.method = redactText(method, maxNameLength);
    const target = method === 'resources/read' ? uri : name;
    if (typeof target === 'string') {
      context.target = redactText(target === uri ? canonicalUri(target) : target, maxNameLength);
    }
    const input = params.arguments ?? argument;
    if (input !== undefined) context.input = input;
    const suspicion = suspicionOfParams(params);
    if (suspicion) context.suspicion ??= suspicion;
    if (method !== 'tools/call') return;
    if (mountedServer !== undefined) context.upstream = { server: mountedServer };
    else context.tool = toolNames.has(name as string) ? (name as string) : unknownTool;
  }

  /** The same for a body that may not be valid. */
  function recordOperationOf(body: string, context: RequestContext): void {
    if (body.length > maxReadLength) return;
    try {
      const { method, params } = JSON.parse(body);
      if (typeof method === 'string') recordOperation({ method, params: params ?? {} }, context);
    } catch {
      // Not a JSON object, so the operation is unknown.
    }
  }
}

/** Records the outcome of a request that reached MCP. */
export function recordResponse(
  context: RequestContext,
  answer: JSONRPCResponse,
  recordsResult: boolean,
): void {
  context.result = undefined;
  context.outcome = 'ok';
  if ('error' in answer) {
    const { code } = answer.error;
    context.errorCode ??= String(code);
    context.outcome = code === ProtocolErrorCode.InternalError ? 'failed' : 'rejected';
    return;
  }
  const { result } = answer as { result: { isError?: boolean; structuredContent?: unknown } };
  if (result.isError) context.outcome = outcomeOfToolError(context.errorCode);
  else if (recordsResult) context.result = result.structuredContent ?? result;
}

/** Records the outcome of a request that was rejected before MCP. */
export function recordHttpError({ status, code }: HttpError, context: RequestContext): void {
  context.outcome = outcomeOfStatus(status);
  context.result = undefined; // a read that ran during the rate-limit check is discarded
  context.errorCode = String(code);
}
