import type { CallToolResult } from '@modelcontextprotocol/server';
import type * as z from 'zod';
import type { AccessRights } from '../../access/access-rights.ts';
import type { Caller } from '../../auth/caller.ts';
import { StoreUnavailable } from '../../dynamodb/errors.ts';
import { ToolError } from '../../errors/tool-error.ts';
import type { MountedTool } from '../../mounted-servers/mounted-catalog.ts';
import { cancelled } from '../../observability/outcome.ts';
import { requestContext } from '../../observability/request-context.ts';
import { withSpan } from '../../observability/tracing/span.ts';
import type { Services } from '../../services/services.ts';
import { messages } from '../../text/messages.ts';
import type { CachedTool, Tool, ToolOutput, UncachedTool } from '../definitions/define-tool.ts';
import {
  type ClientInput,
  InputRequired,
  type ToolProgress,
  ToolResponse,
} from '../definitions/tool-response.ts';
import { parseArguments } from './parse-arguments.ts';

export interface ToolCall extends ToolProgress {
  readonly tool: Tool | MountedTool;
  readonly args: unknown;
  readonly caller: Caller;
  readonly rights: AccessRights;
  /** Why the call may not run, such as an exhausted limit. */
  readonly denial: ToolError | undefined;
  readonly clientInput: ClientInput;
}

/** Checks scope, rights, limit and arguments, runs the tool through its cache, and makes an MCP result of its answer. */
export async function callTool(
  toolCall: ToolCall,
  services: Services,
): Promise<CallToolResult | InputRequired> {
  try {
    return await withSpan('tool', () => run(toolCall, services));
  } catch (error) {
    const result = toErrorResult(toToolError(error, toolCall, services));
    const context = requestContext.getStore();
    if (context && toolCall.signal.aborted) context.errorCode = cancelled;
    return result;
  }
}

async function run(
  { tool, args, caller, rights, denial, ...context }: ToolCall,
  services: Services,
): Promise<CallToolResult | InputRequired> {
  assertScope(tool, caller);
  assertRight(tool, rights);
  if (denial) throw denial;
  if ('server' in tool) return services.mounted.call(tool, args, caller);
  const { cursor, ...input } = parseArguments(tool.input, args) as Input;
  const position =
    cursor === undefined ? undefined : services.cursors.decode(cursor, caller, cursorScope(tool, input));

  const { requestId = 'unknown', language = 'en' } = requestContext.getStore() ?? {};
  const output =
    tool.cache === 'never'
      ? validateOutput(
          tool,
          await tool.run(input, { ...context, caller, rights, services, position, requestId, language }),
        )
      : await throughCache(tool, { ...input, position, language }, services, () =>
          tool.run(input, { services, position, language }),
        );
  if (output instanceof InputRequired) return output;
  const { data, blocks } = output instanceof ToolResponse ? output : { data: output, blocks: [] };
  return toToolResult(data && withEncodedCursor(data, caller, cursorScope(tool, input), services), [
    ...blocks,
    ...notesOn(tool),
  ]);
}

function assertScope(tool: Tool | MountedTool, caller: Caller): void {
  if (caller.scopes.has(tool.scope)) return;
  throw new ToolError(
    'PERMISSION_DENIED',
    messages.needsScope(tool.name, tool.scope, [...caller.scopes].join(' ')),
    messages.askForScope(tool.scope),
  );
}

/** Checked after the scope: only a missing scope is an error that the caller can mend. */
function assertRight(tool: Tool | MountedTool, rights: AccessRights): void {
  const { allowed, reason } = rights.tool(tool);
  if (allowed) return;
  throw new ToolError('PERMISSION_DENIED', reason ?? messages.useWhatIsListed, messages.useWhatIsListed);
}

type Input = z.output<z.ZodObject> & { cursor?: string };

/** A cursor is valid only for the same tool and arguments; the page size may change. */
function cursorScope(tool: Tool, { limit, ...input }: Record<string, unknown>): unknown {
  return [tool.name, input];
}

type Output = z.output<z.ZodObject>;

/** The cache is shared by all callers: the result of a cached tool must not depend on who calls. */
async function throughCache(
  tool: CachedTool,
  input: unknown,
  { cache, referenceData }: Services,
  run: () => Promise<Output>,
): Promise<Output> {
  const context = requestContext.getStore();
  const key = JSON.stringify([tool.name, input]);
  const { version, cached } = await withSpan('cache', async () => {
    const version = JSON.stringify(await referenceData.version());
    return { version, cached: cache.read(key, version) as Output | undefined };
  });
  if (context) context.cache = cached ? 'hit' : 'miss';
  if (cached) return cached;

  const output = tool.output.parse(await run());
  if (!referenceData.readStaleData()) cache.write(key, version, tool.cache.seconds, output);
  return output;
}

/** Only what the tool declares leaves the server. */
function validateOutput(
  { name, output: schema }: UncachedTool,
  output: ToolOutput<Output>,
): ToolOutput<Output> {
  if (output instanceof InputRequired) return output;
  const isResponse = output instanceof ToolResponse;
  const data = isResponse ? output.data : output;
  if (data === undefined) return output;
  if (!schema) throw new Error(`${name} answers with data and declares no output schema.`);
  return isResponse ? new ToolResponse(output.blocks, schema.parse(data)) : schema.parse(data);
}

/** Positions become cursors after the cache, so that cached results hold nothing of a caller. */
function withEncodedCursor(output: Output, caller: Caller, input: unknown, { cursors }: Services): Output {
  const { next_cursor } = output;
  if (typeof next_cursor !== 'string') return output;
  return { ...output, next_cursor: cursors.encode(next_cursor, caller, input) };
}

function toToolResult(data: Output | undefined, blocks: ToolResponse['blocks']): CallToolResult {
  if (!data) return { content: [...blocks] };
  return { structuredContent: data, content: [{ type: 'text', text: JSON.stringify(data) }, ...blocks] };
}

/** Notes are blocks of their own: SDK clients validate the data against the output schema, which has no field for them. */
function notesOn({ untrustedText }: Tool): ToolResponse['blocks'] {
  const { dataAsOf, language = 'en' } = requestContext.getStore() ?? {};
  return [
    ...(untrustedText ? [untrustedText[language]] : []),
    ...(dataAsOf === undefined ? [] : [messages.asOf(new Date(dataAsOf).toISOString())[language]]),
  ].map((text) => ({ type: 'text', text }));
}

function toToolError(error: unknown, { tool, signal }: ToolCall, { log }: Services): ToolError {
  if (error instanceof ToolError) return error;
  // No client reads this: the tool ended because the client had left.
  if (error === signal.reason) return new ToolError('UNAVAILABLE', 'The call was cancelled.', 'Call again.');
  log.error(`${tool.name} failed`, error);
  if (error instanceof StoreUnavailable) return unavailable(error);
  return new ToolError('INTERNAL_ERROR', messages.failed, messages.tellOperators);
}

function unavailable({ isRefusal }: StoreUnavailable): ToolError {
  const { hasWritten, writeOutcomeUnknown } = requestContext.getStore() ?? {};
  if (hasWritten) return new ToolError('UNAVAILABLE', messages.partlyWritten, messages.repeatTheCall);
  if (writeOutcomeUnknown) {
    return new ToolError('UNAVAILABLE', messages.outcomeUnknown, messages.readBack);
  }
  return new ToolError(
    'UNAVAILABLE',
    isRefusal ? messages.storeRefused : messages.storeTimedOut,
    messages.tryInSeconds,
  );
}

/** As text only: SDK v1 clients validate the structured content of errors too, and throw. */
function toErrorResult(error: ToolError): CallToolResult {
  const context = requestContext.getStore();
  const { code, data } = error;
  const { message, hint } = error.in(context?.language ?? 'en');
  if (context) context.errorCode = code;
  return {
    isError: true,
    content: [{ type: 'text', text: JSON.stringify({ error: { code, message, hint, data } }) }],
  };
}
