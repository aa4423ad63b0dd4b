import type { CallToolResult } from '@modelcontextprotocol/server';
import type { Caller } from '../auth/caller.ts';
import { StoreUnavailable } from '../dynamodb/errors.ts';
import { ToolError } from '../errors/tool-error.ts';
import type { MountedTool } from '../mounted-servers/mounted-catalog.ts';
import { auditRecordOf } from '../observability/audit-log.ts';
import { outcomeOfToolError } from '../observability/outcome.ts';
import { type RequestContext, requestContext } from '../observability/request-context.ts';
import { messages } from '../text/messages.ts';
import type { Services } from './services.ts';

/**
 * Calls a mounted tool for an own tool, with the caller's scope and limit for it and with its own audit record, as if
 * the caller had called it directly.
 */
export async function callMountedTool(
  services: Services,
  tool: MountedTool,
  args: object,
  { caller, partOf }: { readonly caller: Caller; readonly partOf: string },
): Promise<CallToolResult> {
  const context = nestedContext(tool, args, partOf);
  return requestContext.run(context, async () => {
    try {
      if (!caller.scopes.has(tool.scope)) throw missingScope(tool, caller);
      await takeFromLimit(services, tool, caller);
      const result = await services.mounted.call(tool, args, caller);
      if (result.isError) context.outcome = outcomeOfToolError(context.errorCode);
      else context.result = result.structuredContent ?? result;
      return result;
    } catch (error) {
      context.errorCode = error instanceof ToolError ? error.code : 'INTERNAL_ERROR';
      context.outcome = outcomeOfToolError(context.errorCode);
      throw error;
    } finally {
      services.audit.write(auditRecordOf(context, 200, Date.now() - context.startedAt));
      services.metrics.emit({ UpstreamFailures: context.upstream?.failed ? 1 : 0 }, tool.server.server);
    }
  });
}

/** A context of its own: the outcome of one source is not the outcome of the request. */
function nestedContext(tool: MountedTool, args: object, partOf: string): RequestContext {
  const { errorCode, result, tool: _tool, ...request } = requestContext.getStore() ?? ({} as RequestContext);
  return {
    ...request,
    startedAt: Date.now(),
    method: 'tools/call',
    target: tool.name,
    partOf,
    input: args,
    outcome: 'ok',
    upstream: { server: tool.server.server },
    storeRequests: 0,
  };
}

async function takeFromLimit({ limiter, inMemoryLimiter }: Services, tool: MountedTool, caller: Caller) {
  const limits = [{ name: tool.name, perMinute: tool.limit.perMinute }];
  const decision = await limiter.take(caller.id, limits).catch((error: unknown) => {
    if (error instanceof StoreUnavailable) return inMemoryLimiter.take(caller.id, limits);
    throw error;
  });
  if (decision.allowed) return;
  const seconds = decision.retryAfterSeconds;
  throw new ToolError(
    'RATE_LIMITED',
    messages.limitReached(tool.name, tool.limit.perMinute),
    messages.tryAgainIn(seconds),
    { retry_after_seconds: seconds, limits: limiter.quotas(caller.id, limits) },
  );
}

function missingScope({ name, scope }: MountedTool, { scopes }: Caller): ToolError {
  return new ToolError(
    'PERMISSION_DENIED',
    messages.needsScope(name, scope, [...scopes].join(' ')),
    messages.askForScope(scope),
  );
}
