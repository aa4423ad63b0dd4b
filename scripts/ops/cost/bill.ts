import { stages } from '../../../infra/config/stages.ts';
import { type Price, prices } from './prices.ts';
import { assumed, measured, ownMetrics } from './usage.ts';

/** One line of a month's bill of the stage prod. */
export interface Line {
  readonly service: string;
  /** In US dollars, for this many calls in the month. */
  readonly cost: (calls: number) => number;
}

const { prod } = stages;
const secondsPerMonth = 730 * 3_600;
const minutesPerMonth = 730 * 60;
const gb = 1e9;
/** What the stack has whether anybody calls or not; test/cost/bill.test.ts counts it in the template. */
export const standing = { alarmMetrics: 43, compositeAlarms: 2, dashboards: 1, secrets: 2, firewallRules: 3 };

export const lines: readonly Line[] = [
  line('API Gateway', (calls) => times(calls, prices.apiRequest)),
  line('Lambda: the server', (calls) => lambda(calls, assumed.milliseconds, prod.memoryMb)),
  line('Lambda: instances kept warm', () =>
    times(
      prod.provisionedConcurrency * gigabytes(prod.memoryMb) * secondsPerMonth,
      prices.provisionedGbSecond,
    ),
  ),
  line('Lambda: authorizer', (calls) =>
    lambda(calls * assumed.authorizerCalls, assumed.authorizerMilliseconds, 512),
  ),
  line('DynamoDB: requests', (calls) => {
    const [lookUps, tickets] = [calls * assumed.lookUps, calls * assumed.tickets];
    return (
      times(lookUps * measured.lookUp.writeUnits + tickets * measured.ticket.writeUnits, prices.writeUnit) +
      times(lookUps * measured.lookUp.readUnits + tickets * measured.ticket.readUnits, prices.readUnit)
    );
  }),
  line("DynamoDB: a year's tickets, with point-in-time recovery", (calls) => {
    const stored = (12 * calls * assumed.tickets * assumed.ticketBytes) / gb;
    return times(stored, prices.tableGbMonth) + times(stored, prices.recoveryGbMonth);
  }),
  line('Logs', (calls) => {
    const bytes = (calls * (measured.logBytes + assumed.otherLogBytes + assumed.accessLogBytes)) / gb;
    const kept = (bytes * prod.logRetentionDays) / 30 / compression;
    return times(bytes, prices.logGb) + times(kept, prices.logGbMonth);
  }),
  line('Audit trail: Firehose, and a year in S3', (calls) => {
    const bytes = (calls * (measured.auditBytes + assumed.accessLogBytes)) / gb;
    const kept = (bytes * prod.audit.retentionDays) / 30 / compression;
    const puts = Math.min(minutesPerMonth, calls);
    return (
      times(bytes, prices.firehoseGb) + times(puts, prices.storagePut) + times(kept, prices.storageGbMonth)
    );
  }),
  // X-Ray keeps one request a second, and one in twenty of the others.
  line('Traces', (calls) => {
    const first = Math.min(calls, secondsPerMonth);
    return times(first + (calls - first) / 20, prices.trace);
  }),
  line(
    'Firewall',
    (calls) =>
      prices.firewall.usd +
      times(standing.firewallRules, prices.firewallRule) +
      times(calls, prices.firewallRequest),
  ),
  line('Metrics (at most)', () =>
    times(ownMetrics + assumed.methodsInUse * assumed.metricsPerMethod, prices.metric),
  ),
  line(
    'Alarms and dashboard',
    () =>
      times(standing.alarmMetrics, prices.alarmMetric) +
      times(standing.compositeAlarms, prices.compositeAlarm) +
      times(standing.dashboards, prices.dashboard),
  ),
  line('Canary: its client and its tokens', () => prices.programClient.usd + times(730, prices.programToken)),
  line('Sign-in', (calls) => times(Math.ceil(calls / assumed.callsPerPerson), prices.user)),
  line('Notices', (calls) =>
    times(calls * assumed.tickets, { usd: prices.pipeRequest.usd + prices.busEvent.usd, per: '' }),
  ),
  line('Secrets', () => times(standing.secrets, prices.secret)),
  line('Sent to the internet', (calls) => times((calls * assumed.answerBytes) / gb, prices.outGb)),
];

export function total(calls: number): number {
  return lines.reduce((sum, { cost }) => sum + cost(calls), 0);
}

/** JSON lines with the same names in each take about a tenth. */
const compression = 10;

function line(service: string, cost: Line['cost']): Line {
  return { service, cost };
}

function times(quantity: number, { usd }: Price): number {
  return quantity * usd;
}

function lambda(requests: number, milliseconds: number, memoryMb: number): number {
  const gbSeconds = (requests * milliseconds * gigabytes(memoryMb)) / 1_000;
  return times(requests, prices.lambdaRequest) + times(gbSeconds, prices.lambdaGbSecond);
}

function gigabytes(megabytes: number): number {
  return megabytes / 1_024;
}
