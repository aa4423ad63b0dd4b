import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { allScopes } from '../../lambda/auth/scopes.ts';
import { ConfigError } from '../../lambda/config/config-error.ts';
import { readConfig } from '../../lambda/config/read-config.ts';
import { createDynamoDB } from '../../lambda/dynamodb/client.ts';
import { createGateway, type Functions } from '../../lambda/handlers/container/api-gateway-adapter.ts';
import { checkMountedServersRegularly } from '../../lambda/handlers/container/check-mounted-servers.ts';
import { createTable } from '../../lambda/handlers/container/create-table.ts';
import { prepareDrain } from '../../lambda/handlers/container/drain.ts';
import { loadFunctions } from '../../lambda/handlers/container/load-functions.ts';
import {
  createPrometheusExporter,
  defaultMetricsPort,
  type PrometheusExporter,
  serveMetrics,
} from '../../lambda/handlers/container/prometheus-exporter.ts';
import { renamedHeaders } from '../../lambda/http/gateway-contract.ts';
import { createAuditLog } from '../../lambda/observability/audit-log.ts';
import { createLogger } from '../../lambda/observability/logger.ts';
import { defineCommand, exitWithError, runCommand, say } from '../cli.ts';
import { createAuthorizationServer } from '../local/authorization-server/authorization-server.ts';
import { createScopeExtent } from '../local/authorization-server/scope-extent.ts';
import type { EmbeddedDynamoDB } from '../local/dynamodb-emulator/embedded-dynamodb.ts';
import { type LocalSettings, readLocalSettings } from '../local/settings.ts';
import { loadSigningKeys } from '../local/signing-keys.ts';
import { type ExampleServers, startExampleServers, unmountExampleServers } from './example-servers.ts';
import { observe } from './observe/observe.ts';
import { openDatabase } from './open-database.ts';
import { showReadableLogs } from './readable-logs.ts';
import { reservePort } from './reserve-port.ts';
import { seedOnce } from './seed.ts';
import { checkEnvironment, serverEnvironment } from './server-environment.ts';
import { startupBanner } from './startup-banner.ts';
import { startWatching } from './watch.ts';

interface Options {
  readonly fresh: boolean;
  readonly empty: boolean;
  readonly withServers: boolean;
  readonly observe: boolean;
  readonly watch: boolean;
  readonly jsonLogs: boolean;
}

export const command = defineCommand(
  'start',
  say(
    'Runs the Lambda handler on this machine, with an embedded DynamoDB, a local sign-in, and an adapter that imitates API Gateway. ' +
      'Settings come from the environment and from .env; .env.example lists all of them.',
    '이 컴퓨터에서 서버를 실행합니다. 설정은 환경 변수와 .env에서 읽으며 .env.example에 모두 있습니다.',
  ),
  ['npm start', 'npm start -- --fresh', 'npm start -- --watch', 'PORT=4000 npm start'],
)
  .option(
    '--fresh',
    say('delete the data of the last run and start again', '이전 데이터를 지우고 새로 시작'),
    false,
  )
  .option('--empty', say('start without the sample data', '예제 데이터 없이 시작'), false)
  .option('--with-servers', say('mount two example servers', '예제 서버 두 개를 마운트'), false)
  .option(
    '--observe',
    say('show calls, latency, cache and limits live', '호출·지연 시간·캐시·한도를 실시간 표시'),
    false,
  )
  .option('--watch', say('restart when the code changes', '코드가 바뀌면 다시 시작'), false)
  .option(
    '--json-logs',
    say('print logs as JSON lines, also on a terminal', '터미널에서도 JSON으로 기록'),
    false,
  )
  .action(start);

async function start(options: Options): Promise<void> {
  const { fresh, empty, withServers, observe: isObserved, watch, jsonLogs } = options;
  const args = process.argv.slice(2).filter((arg) => arg !== '--observe' && arg !== '--watch');
  if (watch) process.exit(await startWatching(args));
  if (isObserved) process.exit(await observe(args));
  checkEnvironment(process.env); // must come before ports, files and the table are touched
  const { reservation, port } = await reservePort(readLocalSettings(process.env));
  const settings = readLocalSettings({ ...process.env, PORT: String(port) });

  const database = await openDatabase(settings, { endpoint: process.env.DYNAMODB_ENDPOINT, fresh });
  const keys = await loadSigningKeys(settings.dataDir);
  const dynamodbEndpoint = database?.endpoint ?? process.env.DYNAMODB_ENDPOINT!;
  const signingSecrets = keys.stateKeys;
  Object.assign(process.env, serverEnvironment(process.env, settings, { signingSecrets, dynamodbEndpoint }));
  const config = readConfig(process.env);
  await createTable(dynamodbEndpoint, config.tableName).catch(explainEndpoint);
  await seedOnce(config, { empty });
  const db = createDynamoDB(config);
  const exampleServers = withServers ? await startExampleServers(db) : undefined;
  if (!withServers) await unmountExampleServers(db);
  checkMountedServersRegularly(config, createLogger(config));

  const exporter = createPrometheusExporter(config.stage);
  const functions = Promise.withResolvers<Functions>();
  const gateway = createGateway({
    config,
    functions: functions.promise,
    renamed: renamedHeaders,
    authorizationServer: settings.ownIssuer
      ? createAuthorizationServer({
          issuer: settings.origin,
          resource: config.mcpUrl,
          scopes: allScopes,
          clientRegistration: config.clientRegistration ?? [],
          keys,
          dataDir: settings.dataDir,
          extentOf: createScopeExtent(config, settings.origin),
        })
      : undefined,
    record: createAuditLog(config).write,
    onResponse: exporter.recordResponse,
  });
  await once(gateway.listen(reservation), 'listening');
  stopOnSignal(gateway, database, exampleServers);
  // Must run after the server listens: the handler fetches the sign-in's keys from this server.
  functions.resolve(await loadFunctions(exporter));
  const metricsPort = await startMetrics(exporter, settings);
  process.stdout.write(
    await startupBanner({ ...settings, metricsPort }, config, keys, exampleServers?.names),
  );
  if (process.stdout.isTTY && !jsonLogs) showReadableLogs(process.stdout);
}

function explainEndpoint({ name, message }: Error): never {
  const why = `the DynamoDB there cannot be used: ${name}: ${message}`;
  throw new ConfigError([{ path: ['DYNAMODB_ENDPOINT'], message: why }]);
}

/** Uses the usual port or, if another server has it, a free port. */
async function startMetrics(
  exporter: PrometheusExporter,
  { host, metricsPort }: LocalSettings,
): Promise<number> {
  const serve = (port: number) => serveMetrics(exporter, { host, port });
  const server = await serve(metricsPort ?? defaultMetricsPort).catch((error: Error) => {
    if (metricsPort === undefined) return serve(0);
    throw error;
  });
  return (server.address() as AddressInfo).port;
}

/** Requests in progress are answered; a second signal ends the server at once. */
const drainTimes = { idleMs: 500, totalMs: 20_000 };

function stopOnSignal(
  gateway: Server,
  database: EmbeddedDynamoDB | undefined,
  exampleServers: ExampleServers | undefined,
): void {
  const drain = prepareDrain(gateway);
  const stop = async () => {
    await drain(drainTimes);
    exampleServers?.stop();
    await database?.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void stop().catch(exitWithError));
}

if (import.meta.main) await runCommand(command);
