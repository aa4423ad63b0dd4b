import type { CallToolResult } from '@modelcontextprotocol/server';
import { tokenOf } from '../auth/bearer-token.ts';
import type { Caller } from '../auth/caller.ts';
import type { DynamoDB } from '../dynamodb/client.ts';
import { ToolError } from '../errors/tool-error.ts';
import type { CircuitBreaker } from '../mounted-servers/circuit-breaker.ts';
import {
  createMountedCatalogs,
  emptyCatalog,
  type MountedCatalogs,
  type MountedTool,
} from '../mounted-servers/mounted-catalog.ts';
import type { MountedConfig } from '../mounted-servers/mounted-config.ts';
import type { UpstreamCaller } from '../mounted-servers/upstream/upstream-caller.ts';
import type { Logger } from '../observability/logger.ts';
import { requestContext } from '../observability/request-context.ts';
import { withSpan } from '../observability/tracing/span.ts';
import { mapText } from '../text/language.ts';
import { messages } from '../text/messages.ts';

/** The mounted servers: their catalogs, and calls of their tools. */
export interface MountedServers extends MountedCatalogs {
  /** True when the circuit is known to be open, so that a call would be rejected. Makes no request. */
  isKnownUnreachable(tool: MountedTool): boolean;
  /** Starts to read the state of the circuit, in parallel with the rate-limit check. */
  prepare(tool: MountedTool): void;
  /** Throws ToolError for every failure. */
  call(tool: MountedTool, args: unknown, caller: Caller): Promise<CallToolResult>;
}

const maxArgumentBytes = 65_536;

export function createMountedServers(db: DynamoDB, config: MountedConfig, log: Logger): MountedServers {
  if (!config.mountedServers) return noMountedServers;
  let loading: Promise<CircuitBreaker> | undefined;
  let loaded: CircuitBreaker | undefined;
  let upstream: Promise<UpstreamCaller> | undefined;

  async function loadBreaker(): Promise<CircuitBreaker> {
    const { createCircuitBreaker } = await import('../mounted-servers/circuit-breaker.ts');
    loaded = createCircuitBreaker(db);
    return loaded;
  }

  const breakerOnce = () => (loading ??= loadBreaker());

  return {
    ...createMountedCatalogs(db, log),
    isKnownUnreachable: ({ server }) => loaded?.isKnownOpen(server.server) ?? false,
    prepare: ({ server }) => void breakerOnce().then((breaker) => breaker.prefetch(server.server)),
    async call(tool, args, caller) {
      const { server } = tool;
      const context = requestContext.getStore();
      if (context) context.upstream = { server: server.server };
      const input = checkedArguments(args);
      const breaker = await breakerOnce();
      const permit = await breaker.permit(server.server, server.timeout_ms);
      if (permit.open) throw unreachableError(tool, permit.retryAfterSeconds);
      upstream ??= loadCaller(config, log);
      const { callTool } = await upstream;
      const token = tokenOf(caller);
      const bearer = token === undefined ? undefined : { callerId: caller.id, token };
      return withSpan('upstream', () => callTool({ tool, args: input, bearer, permit, breaker }));
    },
  };
}

/** Imported with the first call: most instances never make one. */
async function loadCaller(config: MountedConfig, log: Logger): Promise<UpstreamCaller> {
  const { createUpstreamCaller } = await import('../mounted-servers/upstream/upstream-caller.ts');
  return createUpstreamCaller(config, log);
}

/** The mounted server validates its own arguments: the approved schema may be older than what it accepts. */
function checkedArguments(args: unknown): object {
  const input = args ?? {};
  if (
    typeof input === 'object' &&
    !Array.isArray(input) &&
    JSON.stringify(input).length <= maxArgumentBytes
  ) {
    return input;
  }
  throw new ToolError(
    'INVALID_ARGUMENT',
    messages.argumentsTooLarge(maxArgumentBytes),
    messages.followItsSchema,
  );
}

function unreachableError({ server: { server, fallback } }: MountedTool, seconds: number): ToolError {
  const context = requestContext.getStore();
  if (context) context.upstream = { server, failed: true };
  const retryHint = messages.serverAgain(seconds);
  return new ToolError(
    'UNAVAILABLE',
    messages.serverAway(server),
    mapText(retryHint, (text) => (fallback ? `${fallback} ${text}` : text)),
  );
}

const noMountedServers: MountedServers = {
  current: async () => emptyCatalog,
  including: async () => emptyCatalog,
  isKnownUnreachable: () => false,
  prepare: () => {},
  call: () => Promise.reject(new Error('No server is mounted')),
};
