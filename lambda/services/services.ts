import { createTokenVerifier, type TokenVerifier } from '../auth/verify-token.ts';
import { createResultCache, type ResultCache } from '../caching/tool-result-cache.ts';
import type { Config } from '../config.ts';
import { createDynamoDB, type DynamoDB } from '../dynamodb/client.ts';
import { type AuditLog, createAuditLog } from '../observability/audit-log.ts';
import { createLog, type Log } from '../observability/logger.ts';
import { createMetrics, type Metrics } from '../observability/metrics.ts';
import { createTraces, type Traces } from '../observability/tracing/tracer.ts';
import { createRateLimiter, type RateLimiter } from '../rate-limiting/dynamodb-rate-limiter.ts';
import { createLocalLimiter } from '../rate-limiting/in-memory-rate-limiter.ts';
import { createOperationsData, type OperationsData } from './reference-data.ts';
import { createSigner, type Signer } from './signed-cursor.ts';

/** Everything a request may need, wired once an instance. Tools get it as an argument. */
export interface Services {
  readonly config: Config;
  readonly db: DynamoDB;
  readonly data: OperationsData;
  readonly limiter: RateLimiter;
  readonly localLimiter: Pick<RateLimiter, 'take'>;
  readonly cache: ResultCache;
  readonly tokens: TokenVerifier;
  readonly cursors: Signer;
  readonly audit: AuditLog;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly traces: Traces;
}

export function createServices(config: Config): Services {
  const db = createDynamoDB(config);
  const log = createLog(config);
  return {
    config,
    db,
    data: createOperationsData(db),
    limiter: createRateLimiter(db),
    localLimiter: createLocalLimiter(),
    cache: createResultCache(),
    tokens: createTokenVerifier(config),
    cursors: createSigner(config.signingSecrets),
    audit: createAuditLog(config),
    log,
    metrics: createMetrics(config),
    traces: createTraces(config, log),
  };
}
