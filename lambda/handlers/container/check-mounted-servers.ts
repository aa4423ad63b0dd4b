import { setInterval } from 'node:timers';
import type { Config } from '../../config/config.ts';
import { createDynamoDB } from '../../dynamodb/client.ts';
import { createSecretReader } from '../../mounted-servers/secrets.ts';
import type { Logger } from '../../observability/logger.ts';
import { createMetrics } from '../../observability/metrics.ts';
import { reportCheck } from '../report-check.ts';

const everyMs = 15 * 60_000;

/** Where there is no AWS timer: checks regularly whether the mounted servers still match their approved state. */
export function checkMountedServersRegularly(config: Config, log: Logger, intervalMs = everyMs): void {
  if (!config.mountedServers) return;
  const db = createDynamoDB(config);
  const metrics = createMetrics(config);
  setInterval(async () => {
    // Loaded with the first check, to keep the start short.
    const { checkServers } = await import('../../mounted-servers/inspection/check-servers.ts');
    const { createInspector } = await import('../../mounted-servers/inspection/create-inspector.ts');
    const inspect = createInspector(config, createSecretReader(config));
    await checkServers(db, { inspect }).then(
      (reports) => reportCheck(reports, { log, metrics }),
      (error: unknown) => log.error('The mounted servers could not be checked', error),
    );
  }, intervalMs).unref();
}
