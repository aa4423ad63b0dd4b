import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readAuditLine, readMetricLine } from './metric-line.ts';
import { createObservations } from './observations.ts';
import { servePage } from './page-server.ts';
import { createScreen, table } from './terminal.ts';
import { startXrayDaemon } from './xray-daemon.ts';

const startScript = join(import.meta.dirname, '../start.ts');
const refreshMs = 500;
/** Without a terminal, the table is printed at this interval. */
const logMs = 10_000;

/**
 * Runs `npm start` as a separate process and shows its state; resolves with its exit code. It reads only the output for
 * CloudWatch and X-Ray, so it shows what an operator sees in AWS.
 */
export async function observe(args: readonly string[], env = process.env): Promise<number> {
  const observations = createObservations();
  await using daemon = await startXrayDaemon(observations.addTrace);
  await using charts = await servePage(observations, (Number(env.PORT) || 3000) + 1);
  const screen = createScreen(process.stdout);

  const server = spawn(process.execPath, [startScript, ...args], {
    env: { ...env, AWS_XRAY_DAEMON_ADDRESS: daemon.address, OTEL_EXPORTER_OTLP_ENDPOINT: '' },
    stdio: ['inherit', 'pipe', 'inherit'],
  });
  createInterface({ input: server.stdout }).on('line', (line) => {
    const record = readAuditLine(line);
    if (record) return observations.addRecord(record);
    const metrics = readMetricLine(line);
    if (metrics) observations.addMetrics(metrics);
    else if (isForPeople(line)) screen.print(line);
    if (line.startsWith('Ctrl-C')) screen.print(`\nCharts at ${charts.url}\n`);
  });

  let drawn = 0;
  const draw = () => {
    if (observations.version === drawn) return;
    drawn = observations.version;
    if (process.stdout.isTTY) screen.draw(table(observations, process.stdout.columns));
    else screen.print(table(observations, 200).join('\n'));
  };
  const timer = setInterval(draw, process.stdout.isTTY ? refreshMs : logMs);
  // The terminal sends Ctrl-C to both processes; the server ends first, and this process follows.
  process.on('SIGINT', () => process.stdin.isTTY || server.kill('SIGINT'));
  process.on('SIGTERM', () => server.kill('SIGTERM'));

  const [code] = await once(server, 'exit');
  clearInterval(timer);
  draw();
  return code ?? 1;
}

/** Excludes audit records, which are in their own file, and informational logs. */
function isForPeople(line: string): boolean {
  return !line.startsWith('{') || /^\{"level":"(WARN|ERROR)"/.test(line);
}
