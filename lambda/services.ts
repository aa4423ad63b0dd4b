import { type AuditLog, createAuditLog } from './audit.ts';
import { createTokenVerifier, type TokenVerifier } from './auth/verify-token.ts';
import type { Config } from './config.ts';
import { createSigner, type Signer } from './cursor.ts';
import { createDynamoDB, type DynamoDB } from './state/dynamodb.ts';
import { createLocalLimiter } from './state/local-limiter.ts';
import { createOperationsData, type OperationsData } from './state/operations-data.ts';
import { createRateLimiter, type RateLimiter } from './state/rate-limiter.ts';
import { createResultCache, type ResultCache } from './state/result-cache.ts';
import { createLog, type Log } from './telemetry/log.ts';
import { createMetrics, type Metrics } from './telemetry/metrics.ts';
import { createTraces, type Traces } from './telemetry/traces.ts';

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
