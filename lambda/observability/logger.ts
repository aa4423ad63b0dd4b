import type { Logger as PowertoolsLogger } from '@aws-lambda-powertools/logger';
import type { Config } from '../config/config.ts';
import { redact } from '../redaction/redact.ts';
import { requestContext } from './request-context.ts';

/** JSON lines on stdout, each with the request id of the call it belongs to; redacted. */
export interface Logger {
  info(message: string, details?: Record<string, unknown>): void;
  warn(message: string, details?: Record<string, unknown>): void;
  error(message: string, error: unknown): void;
  /** Resolves when all lines are written: Lambda may freeze the process after that. */
  flush(): Promise<void>;
}

type LoggerConfig = Pick<Config, 'logLevel' | 'stage'> & Partial<Pick<Config, 'version'>>;

export function createLogger(config: LoggerConfig): Logger {
  let logger: Promise<PowertoolsLogger> | undefined;
  let written: Promise<void> | undefined;

  function write(level: 'info' | 'warn' | 'error', message: string, details: object = {}): void {
    const line = { ...(redact(details) as object), request_id: requestContext.getStore()?.requestId };
    logger ??= loadLogger(config);
    written = logger.then((loaded) => loaded[level](message, line));
  }

  return {
    info: (message, details) => write('info', message, details),
    warn: (message, details) => write('warn', message, details),
    error: (message, error) => write('error', message, describe(error)),
    flush: async () => written,
  };
}

/** Loaded with the first line: most instances never write one. */
async function loadLogger({ logLevel, stage, version }: LoggerConfig) {
  const { Logger } = await import('@aws-lambda-powertools/logger');
  return new Logger({
    serviceName: 'ops-assistant',
    logLevel,
    persistentKeys: { stage, ...(version && { version }) },
  });
}

function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: String(error) };
  return {
    error: `${error.name}: ${error.message}`,
    stack: error.stack?.split('\n').slice(1, 6),
    ...(error.cause !== undefined && { cause: describe(error.cause) }),
  };
}
