import { Logger } from '@aws-lambda-powertools/logger';
import { currentCall } from '../call.ts';
import type { Config } from '../config.ts';
import { mask } from '../masking.ts';

/** JSON lines on stdout, each with the request id of the call it belongs to; everything in them is masked. */
export interface Log {
  info(message: string, details?: Record<string, unknown>): void;
  warn(message: string, details?: Record<string, unknown>): void;
  error(message: string, error: unknown): void;
}

export function createLog(config: Pick<Config, 'logLevel' | 'stage' | 'version'>): Log {
  const logger = new Logger({
    serviceName: 'ops-assistant',
    logLevel: config.logLevel,
    persistentKeys: { stage: config.stage, version: config.version },
  });
  const masked = (details: object = {}) => ({
    ...(mask(details) as object),
    request_id: currentCall.getStore()?.requestId,
  });
  return {
    info: (message, details) => logger.info(message, masked(details)),
    warn: (message, details) => logger.warn(message, masked(details)),
    error: (message, error) => logger.error(message, masked(describe(error))),
  };
}

function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: String(error) };
  return {
    error: `${error.name}: ${error.message}`,
    stack: error.stack?.split('\n').slice(1, 6),
    ...(error.cause !== undefined && { cause: describe(error.cause) }),
  };
}
