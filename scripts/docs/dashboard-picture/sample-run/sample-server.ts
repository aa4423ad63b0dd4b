import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createDynamoDB, type DynamoDB } from '../../../../lambda/dynamodb/client.ts';
import type { Segment } from '../../../../lambda/observability/tracing/xray-exporter.ts';
import { type MetricLine, readMetricLine } from '../../../dev/observe/metric-line.ts';
import { startXrayDaemon } from '../../../dev/observe/xray-daemon.ts';
import { startEmbeddedDynamoDB } from '../../../local/dynamodb-emulator/embedded-dynamodb.ts';
import { loadSigningKeys } from '../../../local/signing-keys.ts';
import { type FaultyStore, startFaultyStore } from './faulty-store.ts';
import { type SampleIssuer, startSampleIssuer } from './sample-issuer.ts';

/** A running `npm start` whose store and issuer can fail, with all its output for operators. */
export interface SampleServer {
  readonly url: string;
  readonly issuer: SampleIssuer;
  readonly store: FaultyStore;
  readonly db: DynamoDB;
  /** Runs the canary once, as lambda/handlers/canary.ts does in AWS. */
  runCanary(): Promise<void>;
  /** Sends the ticket gauges at once; a server sends them only after five minutes. */
  countTickets(): Promise<void>;
  readonly recorded: RecordedRun;
}

export interface RecordedRun {
  readonly metrics: MetricLine[];
  readonly traces: Segment[];
  /** Statuses and times of answers that the gateway itself sent. */
  readonly gatewayRejections: { readonly time: number; readonly status: number }[];
}

const root = join(import.meta.dirname, '../../../..');
const audience = 'sample';
const tableName = 'ops-assistant';

/** Starts the server with its own store, calls `use`, and stops it. */
export async function withSampleServer(use: (server: SampleServer) => Promise<void>): Promise<RecordedRun> {
  const recorded: RecordedRun = { metrics: [], traces: [], gatewayRejections: [] };
  await using folder = await mkdtempDisposable(join(tmpdir(), 'ops-assistant-sample-'));
  await using daemon = await startXrayDaemon((segment) => recorded.traces.push(segment));
  await using issuer = await startSampleIssuer(await loadSigningKeys(folder.path), audience);
  const database = await startEmbeddedDynamoDB();
  await using store = await startFaultyStore(database.endpoint);

  const environment = {
    PATH: process.env.PATH ?? '',
    PORT: '0',
    DATA_DIR: folder.path,
    DYNAMODB_ENDPOINT: store.endpoint,
    TABLE_NAME: tableName,
    OIDC_ISSUER: issuer.url,
    OIDC_AUDIENCE: audience,
    OIDC_JWKS_URI: `${issuer.url}/jwks`,
    AWS_XRAY_DAEMON_ADDRESS: daemon.address,
  };
  issuer.down = true; // the server first has to start without the issuer's keys
  const server = spawn(process.execPath, ['scripts/dev/start.ts'], { cwd: root, env: environment });
  try {
    const url = await urlOf(server, recorded);
    const db = createDynamoDB({ dynamodbEndpoint: database.endpoint, tableName, region: 'us-east-1' });
    await use({
      url,
      issuer,
      store,
      db,
      recorded,
      runCanary: () => runCanary(url, issuer, recorded),
      countTickets: () => countTickets(environment, recorded),
    });
  } finally {
    const exit = once(server, 'exit');
    server.kill('SIGTERM');
    await exit;
    await database.close();
  }
  return recorded;
}

/** Reads the server's output; resolves when it prints its address. */
async function urlOf(server: ChildProcess, recorded: RecordedRun): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let complaint = '';
  server.stderr!.on('data', (text) => {
    complaint += text;
  });
  server.once('exit', () => reject(new Error(`The server did not start: ${complaint}`)));
  createInterface({ input: server.stdout! }).on('line', (line) => {
    note(line, recorded);
    const url = /^ {2}URL {4}(\S+)$/.exec(line)?.[1];
    if (url) resolve(url);
  });
  return promise;
}

function note(line: string, recorded: RecordedRun): void {
  const metrics = readMetricLine(line);
  if (metrics) recorded.metrics.push(metrics);
  if (!line.startsWith('{"audit":true')) return;
  const { method, status, time } = JSON.parse(line);
  if (String(method).startsWith('gateway'))
    recorded.gatewayRejections.push({ time: Date.parse(time), status });
}

async function runCanary(url: string, issuer: SampleIssuer, recorded: RecordedRun): Promise<void> {
  const code = "const { handler } = await import('./lambda/handlers/canary.ts'); await handler()";
  await run(code, recorded, {
    STAGE: 'local',
    MCP_URL: url,
    ISSUER: issuer.url,
    CLIENT_ID: 'canary',
    CLIENT_SECRET: 'sample',
    SCOPE: 'read',
  });
}

async function countTickets(environment: Record<string, string>, recorded: RecordedRun): Promise<void> {
  const code = `
    const { createServices } = await import('./lambda/services/services.ts');
    const { createTicketGauges } = await import('./lambda/services/ticket-gauges.ts');
    const { readConfig } = await import('./lambda/config/read-config.ts');
    await createTicketGauges(createServices(readConfig(process.env)), 0)();
    process.exit();
  `;
  await run(code, recorded, { ...environment, SIGNING_SECRETS: '-'.repeat(32) });
}

/** Runs the code in a separate process and records its output. */
async function run(code: string, recorded: RecordedRun, env: Record<string, string>): Promise<void> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env,
  });
  createInterface({ input: child.stdout! }).on('line', (line) => note(line, recorded));
  await once(child, 'close');
}
