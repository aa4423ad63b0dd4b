import { once } from 'node:events';
import type { Server } from 'node:http';
import { readConfig } from '../../config/read-config.ts';
import { createAuditLog } from '../../observability/audit-log.ts';
import { createLogger, type Logger } from '../../observability/logger.ts';
import { createGateway } from './api-gateway-adapter.ts';
import { checkMountedServersRegularly } from './check-mounted-servers.ts';
import { prepareDrain } from './drain.ts';
import { containerEnvironment } from './environment.ts';
import { readListenAddress } from './listen-address.ts';
import { loadFunctions } from './load-functions.ts';
import { createPrometheusExporter, defaultMetricsPort, serveMetrics } from './prometheus-exporter.ts';
import { refreshCredentials } from './refresh-credentials.ts';

/** Enough for 50 slow requests per second of 30 seconds each; every connection takes memory. */
const maxConnections = 2_000;
/** A pod has 40 seconds to end, 5 of them before the signal: infra/kubernetes/base/deployment.yaml. */
const drainTimes = { idleMs: 3_000, totalMs: 30_000 };

/** Runs the Lambda handler as a server in a container: the same routes, a real DynamoDB, the company's issuer. */
async function main(): Promise<void> {
  Object.assign(process.env, containerEnvironment(process.env));
  const { host, port, metricsPort } = readListenAddress(process.env);
  const config = readConfig(process.env);
  const log = createLogger(config);
  const { dynamodbEndpoint, tableName } = config;
  // The SDK's client is imported only to create a table or to find credentials.
  if (dynamodbEndpoint?.startsWith('http:')) {
    const { createTable } = await import('./create-table.ts');
    await createTable(dynamodbEndpoint, tableName);
  } else await refreshCredentials(process.env, config.region, log);

  const exporter = createPrometheusExporter(config.stage);
  const gateway = createGateway({
    config,
    functions: loadFunctions(exporter),
    authorizationServer: undefined,
    record: createAuditLog(config).write,
    onResponse: exporter.recordResponse,
  });
  gateway.maxConnections = maxConnections;
  const metrics = await serveMetrics(exporter, { host, port: metricsPort ?? defaultMetricsPort });
  await once(gateway.listen(port, host), 'listening');
  stopOnSignal(gateway, log);
  checkMountedServersRegularly(config, log);
  log.info('Serving', {
    address: gateway.address(),
    metrics: metrics.address(),
    mcp_url: config.mcpUrl,
    table: config.tableName,
  });
}

function stopOnSignal(gateway: Server, log: Logger): void {
  const drain = prepareDrain(gateway);
  const stop = async (signal: string) => {
    log.info('Stopping', { signal });
    await drain(drainTimes);
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stop(signal).catch(abort));
}

/** Plain text, as there is no logger before the configuration is read. */
function abort(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

main().catch(abort);
