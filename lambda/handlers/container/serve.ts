import { once } from 'node:events';
import type { Server } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { readConfig } from '../../config.ts';
import { createAuditLog } from '../../observability/audit-log.ts';
import { createLogger, type Logger } from '../../observability/logger.ts';
import { createGateway, type Functions } from './api-gateway-adapter.ts';
import { createTable } from './create-table.ts';
import { containerEnvironment } from './environment.ts';
import { readListenAddress } from './listen-address.ts';
import { refreshCredentials } from './refresh-credentials.ts';
import { installLambdaGlobal } from './response-stream.ts';

/** A load balancer keeps idle connections for a minute; whoever closes first must not be the server. */
const keepAliveMs = 75_000;
/** As long as API Gateway gives a request; a client that is slower than this is cut off. */
const requestMs = 30_000;
/** A pod gets 40 seconds to end: infra/container/kubernetes/deployment.yaml. */
const lastAnswersMs = 30_000;

/** Runs the Lambda handler as a server of its own, for a container: the same front door, a real DynamoDB, an issuer of the company's. */
async function main(): Promise<void> {
  Object.assign(process.env, containerEnvironment(process.env));
  const { host, port } = readListenAddress(process.env);
  const config = readConfig(process.env);
  const log = createLogger(config);
  const { dynamodbEndpoint, tableName } = config;
  if (dynamodbEndpoint?.startsWith('http:')) await createTable(dynamodbEndpoint, tableName);
  else await refreshCredentials(process.env, config.region, log);

  const gateway = createGateway({
    config,
    functions: loadFunctions(),
    authorizationServer: undefined,
    record: createAuditLog(config).write,
  });
  Object.assign(gateway, { keepAliveTimeout: keepAliveMs, requestTimeout: requestMs });
  await once(gateway.listen(port, host), 'listening');
  stopOnSignal(gateway, log);
  log.info('Serving', { address: gateway.address(), mcp_url: config.mcpUrl, table: config.tableName });
}

async function loadFunctions(): Promise<Functions> {
  installLambdaGlobal(); // has to be there before the handler is loaded
  const { handler } = await import('../mcp.ts');
  const { handler: authorizer } = await import('../authorizer.ts');
  return { handler: handler as never, authorizer };
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
