import { once } from 'node:events';
import type { Server } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { readConfig } from '../../config.ts';
import { createAuditLog } from '../../observability/audit-log.ts';
import { createLogger, type Logger } from '../../observability/logger.ts';
import { createGateway } from './api-gateway-adapter.ts';
import { checkMountedServersRegularly } from './check-mounted-servers.ts';
import { createTable } from './create-table.ts';
import { containerEnvironment } from './environment.ts';
import { readListenAddress } from './listen-address.ts';
import { loadFunctions } from './load-functions.ts';
import { createPrometheusExporter, defaultMetricsPort, serveMetrics } from './prometheus-exporter.ts';
import { refreshCredentials } from './refresh-credentials.ts';

/** A load balancer keeps idle connections for a minute; the server must not be the first to close. */
const keepAliveMs = 75_000;
/** As long as API Gateway gives a request; a client that is slower than this is cut off. */
const requestMs = 30_000;
/** More than can be in work at 50 requests a second and 30 seconds each; each connection takes memory. */
const maxConnections = 2_000;
/** A pod gets 40 seconds to end: infra/kubernetes/base/deployment.yaml. */
const lastAnswersMs = 30_000;

/** Runs the Lambda handler as a server of its own, for a container: the same front door, a real DynamoDB, an issuer of the company's. */
async function main(): Promise<void> {
  Object.assign(process.env, containerEnvironment(process.env));
  const { host, port, metricsPort } = readListenAddress(process.env);
  const config = readConfig(process.env);
  const log = createLogger(config);
  const { dynamodbEndpoint, tableName } = config;
  if (dynamodbEndpoint?.startsWith('http:')) await createTable(dynamodbEndpoint, tableName);
  else await refreshCredentials(process.env, config.region, log);

  const exporter = createPrometheusExporter(config.stage);
  const gateway = createGateway({
    config,
    functions: loadFunctions(exporter),
    authorizationServer: undefined,
    record: createAuditLog(config).write,
    onResponse: exporter.recordResponse,
  });
  Object.assign(gateway, { keepAliveTimeout: keepAliveMs, requestTimeout: requestMs, maxConnections });
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

/** Takes no new connection, and answers the requests that have begun. */
function stopOnSignal(gateway: Server, log: Logger): void {
  const stop = async (signal: string) => {
    log.info('Stopping', { signal });
    const closed = once(gateway.close(), 'close');
    // A connection is idle again as soon as its answer is sent; clients would keep it open for the next request.
    setInterval(() => gateway.closeIdleConnections(), 50);
    await Promise.race([closed, setTimeout(lastAnswersMs)]);
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stop(signal).catch(abort));
}

/** Before there is a configuration there is no logger, so a wrong one is reported as plain text. */
function abort(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

main().catch(abort);
