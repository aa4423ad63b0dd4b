import type { CallToolResult } from '@modelcontextprotocol/server';
import type { Logger } from '../../observability/logger.ts';
import { requestContext, type UpstreamRecord } from '../../observability/request-context.ts';
import type { CircuitBreaker, Permit } from '../circuit-breaker.ts';
import type { MountedTool } from '../mounted-catalog.ts';
import type { MountedConfig } from '../mounted-config.ts';
import type { ServerRecord } from '../records.ts';
import { createSecretReader } from '../secrets.ts';
import type { AddressPolicy } from './address-guard.ts';
import { callUpstream, type UpstreamAnswer } from './call-upstream.ts';
import { type Bearer, createUpstreamCredentials } from './credentials.ts';
import { toToolError } from './failure-message.ts';
import { toErrorResult, toToolResult } from './tool-result.ts';
import { UpstreamFailure } from './upstream-failure.ts';

export interface UpstreamCaller {
  callTool(call: MountedToolCall): Promise<CallToolResult>;
}

interface MountedToolCall {
  readonly tool: MountedTool;
  readonly args: object;
  readonly bearer: Bearer | undefined;
  readonly permit: Permit;
  readonly breaker: CircuitBreaker;
}

/** Time of the request that is reserved for the answer when a server uses all of its time. */
const reserveMs = 500;

/** Calls mounted tools: authenticates, calls once, reports to the circuit breaker, and records the outcome. */
export function createUpstreamCaller(config: MountedConfig, log: Logger): UpstreamCaller {
  const addressesOf = (server: ServerRecord): AddressPolicy => ({
    allowPrivate: server.allow_private,
    allowLoopback: !config.inLambda,
  });
  const credentials = createUpstreamCredentials({ readSecret: createSecretReader(config), addressesOf });

  return {
    async callTool(call) {
      const { tool, permit, breaker } = call;
      const { server } = tool.server;
      const startedAt = Date.now();
      const note = (record: Partial<UpstreamRecord>) => {
        const context = requestContext.getStore();
        if (context) context.upstream = { server, ms: Date.now() - startedAt, ...record };
      };
      try {
        const { status, bytes, result, error } = await ask(call);
        note({ status, bytes });
        // Any answer, also an error, shows that the server is available.
        const answer = error ? toErrorResult(server, error) : toToolResult(server, result ?? {});
        await breaker.succeeded(server, permit);
        return markError(answer);
      } catch (failure) {
        if (!(failure instanceof UpstreamFailure)) throw failure;
        note({ status: failure.status, failed: true });
        log.warn('A mounted server failed', {
          server,
          tool: tool.name,
          kind: failure.kind,
          reason: failure.message,
        });
        await report(call, failure);
        throw toToolError(tool, failure);
      }
    },
  };

  async function ask({ tool, args, bearer }: MountedToolCall): Promise<UpstreamAnswer> {
    const { server, record } = tool;
    const requestDeadline = requestContext.getStore()?.deadline ?? Number.POSITIVE_INFINITY;
    const deadline = Math.min(Date.now() + server.timeout_ms, requestDeadline - reserveMs);
    return callUpstream({
      url: server.url,
      handshake: server.handshake,
      definition: record.definition,
      args,
      headers: await credentials.headersFor(server, bearer, deadline),
      addresses: addressesOf(server),
      maxBytes: server.max_bytes,
      deadline,
      clientVersion: config.version,
    });
  }

  async function report(
    { tool, bearer, permit, breaker }: MountedToolCall,
    failure: UpstreamFailure,
  ): Promise<void> {
    const { server } = tool.server;
    const { kind, status, retryAfterSeconds } = failure;
    if (kind === 'unauthorized') credentials.forget(tool.server, bearer);
    const weight = weightOf(failure);
    if (weight > 0) await breaker.failed(server, permit, { weight, retryAfterSeconds });
    else if (status !== undefined) await breaker.succeeded(server, permit);
  }
}

/** 0 for failures that say nothing about the server's health; 2 for timeouts, which block an instance longest. */
function weightOf({ kind, status = 0 }: UpstreamFailure): number {
  if (kind === 'timeout') return 2;
  if (kind === 'http_status') return status >= 500 ? 1 : 0;
  return ['unreachable', 'throttled', 'malformed', 'too_large'].includes(kind) ? 1 : 0;
}

function markError(answer: CallToolResult): CallToolResult {
  const context = requestContext.getStore();
  if (answer.isError && context) context.errorCode = 'UPSTREAM_ERROR';
  return answer;
}
