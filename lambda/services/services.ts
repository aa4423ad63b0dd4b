import { type AccessControl, createAccessControl } from '../access/access-rights.ts';
import { createTokenVerifier, type TokenVerifier } from '../auth/verify-token.ts';
import { createToolResultCache, type ToolResultCache } from '../caching/tool-result-cache.ts';
import type { Config } from '../config/config.ts';
import { createCircuitBreaker } from '../dynamodb/circuit-breaker.ts';
import { createDynamoDB, type DynamoDB } from '../dynamodb/client.ts';
import { keys } from '../dynamodb/table-schema.ts';
import { type AuditLog, createAuditLog } from '../observability/audit-log.ts';
import { createLogger, type Logger } from '../observability/logger.ts';
import { createMetrics, type Metrics } from '../observability/metrics.ts';
import { createRecentRequests, type RecentRequests } from '../observability/recent-requests.ts';
import { createRecentSpans, type RecentSpans } from '../observability/tracing/recent-spans.ts';
import { createTracer, type Tracer } from '../observability/tracing/tracer.ts';
import { createRateLimiter, type RateLimiter } from '../rate-limiting/dynamodb-rate-limiter.ts';
import { createInMemoryRateLimiter } from '../rate-limiting/in-memory-rate-limiter.ts';
import type { UsageSource } from '../usage/usage.ts';
import { createMountedServers, type MountedServers } from './mounted-servers.ts';
import { createReferenceData, type ReferenceData } from './reference-data.ts';
import { type CursorCodec, createCursorCodec } from './signed-cursor.ts';
import { createUsageSource } from './usage-source.ts';

/** Everything that a request may need, wired once per instance. Tools get it as an argument. */
export interface Services {
  readonly config: Config;
  readonly db: DynamoDB;
  /** Reads one item, or throws StoreUnavailable. Concurrent callers share one read, to keep a flood from the table. */
  readonly checkTable: () => Promise<unknown>;
  readonly referenceData: ReferenceData;
  readonly limiter: RateLimiter;
  readonly inMemoryLimiter: Pick<RateLimiter, 'take' | 'quotas'>;
  readonly cache: ToolResultCache;
  readonly tokens: TokenVerifier;
  readonly access: AccessControl;
  readonly cursors: CursorCodec;
  readonly mounted: MountedServers;
  readonly audit: AuditLog;
  /** Reads the audit records back; undefined where they only go elsewhere. */
  readonly usage: UsageSource | undefined;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
  readonly recentRequests: RecentRequests;
  readonly recentSpans: Pick<RecentSpans, 'find'>;
}

export function createServices(config: Config): Services {
  const log = createLogger(config);
  const recentSpans = createRecentSpans();
  const metrics = createMetrics(config);
  const breaker = createCircuitBreaker(
    (state) => {
      log.warn('The circuit breaker of the table changed', { state });
      if (state === 'open') metrics.emit({ StoreCircuitOpened: 1 });
    },
    { probeWaitMs: 0.15 * config.dynamodbTimeoutMs },
  );
  const db = withNotifications(createDynamoDB(config, undefined, breaker), config, log);
  return {
    config,
    db,
    checkTable: createTableCheck(db),
    referenceData: createReferenceData(db),
    limiter: createRateLimiter(db, { timeoutMs: 0.4 * config.dynamodbTimeoutMs }),
    inMemoryLimiter: createInMemoryRateLimiter(),
    cache: createToolResultCache(),
    tokens: createTokenVerifier(config),
    access: createAccessControl(config),
    cursors: createCursorCodec(config.signingSecrets),
    mounted: createMountedServers(db, config, log),
    audit: createAuditLog(config),
    usage: createUsageSource(config),
    log,
    metrics,
    tracer: createTracer(config, log, exportsOrIsLocal(config) ? [recentSpans] : []),
    recentRequests: createRecentRequests(),
    recentSpans,
  };
}

/** A deployed function without an exporter records no spans: for diagnostics alone they would cost every call. */
function exportsOrIsLocal({ inLambda, otlpEndpoint, xrayDaemonAddress }: Config): boolean {
  return !inLambda || otlpEndpoint !== undefined || xrayDaemonAddress !== undefined;
}

/** A monitor waits no longer than this. */
const checkTimeoutMs = 1_000;

function createTableCheck(db: DynamoDB): () => Promise<unknown> {
  let pending: Promise<unknown> | undefined;
  return () => {
    pending ??= db.get(keys.dataVersion(), { timeoutMs: checkTimeoutMs }).finally(() => {
      pending = undefined;
    });
    return pending;
  };
}

/** In AWS a pipe on the table's stream does it (handlers/stream-notifications.ts). */
function withNotifications(db: DynamoDB, config: Config, log: Logger): DynamoDB {
  if (config.inLambda) return db;
  let notifying: Promise<DynamoDB> | undefined;
  return {
    ...db,
    async transact(writes) {
      notifying ??= import('../notifications/local-notifications.ts').then(({ notifyLocally }) =>
        notifyLocally(db, config, log),
      );
      await (await notifying).transact(writes);
    },
  };
}
