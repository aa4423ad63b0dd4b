import { coreMetrics } from '../../lambda/observability/metric-definitions.ts';
import type { Stage, StageName } from '../config/stages.ts';
import { type Price, prices } from './prices.ts';
import { assumed, measured, ownMetrics } from './usage.ts';

/** One line of a monthly bill. */
export interface Line {
  readonly service: string;
  /** In US dollars, for this number of calls per month. */
  readonly cost: (calls: number) => number;
}

const secondsPerMonth = 730 * 3_600;
const minutesPerMonth = 730 * 60;
const gb = 1e9;
/** Resources that a stack has with or without calls; test/cost/bill.test.ts compares them with the templates. */
export const fixedResources: Readonly<Record<StageName, FixedResources>> = {
  dev: { alarmMetrics: 43, compositeAlarms: 2, dashboards: 1, secrets: 2, firewallRules: 0 },
  small: { alarmMetrics: 19, compositeAlarms: 0, dashboards: 0, secrets: 2, firewallRules: 0 },
  staging: { alarmMetrics: 45, compositeAlarms: 2, dashboards: 1, secrets: 2, firewallRules: 3 },
  prod: { alarmMetrics: 45, compositeAlarms: 2, dashboards: 1, secrets: 2, firewallRules: 3 },
};

interface FixedResources {
  readonly alarmMetrics: number;
  readonly compositeAlarms: number;
  readonly dashboards: number;
  readonly secrets: number;
  readonly firewallRules: number;
}

/** Figures that replace the assumptions. */
export interface Workload {
  /** Share of all calls. */
  readonly tickets?: number | undefined;
  readonly callsPerPerson?: number | undefined;
}

/** The bill of a stage with its own user pool. */
export function billOf(stage: Stage, workload: Workload = {}): readonly Line[] {
  const { tickets: ticketShare = assumed.tickets, callsPerPerson = assumed.callsPerPerson } = workload;
  const lookUpShare = Math.min(assumed.lookUps, 1 - ticketShare);
  const has = fixedResources[stage.name];
  return [
    line('API Gateway', (calls) => times(calls, prices.apiRequest)),
    line('Lambda: the server', (calls) => lambda(calls, assumed.milliseconds, stage.memoryMb)),
    line('Lambda: instances kept warm', () =>
      times(
        stage.provisionedConcurrency * gigabytes(stage.memoryMb) * secondsPerMonth,
        prices.provisionedGbSecond,
      ),
    ),
    line('Lambda: authorizer', (calls) =>
      lambda(calls * assumed.authorizerCalls, assumed.authorizerMilliseconds, 512),
    ),
    line('DynamoDB: requests', (calls) => {
      const [lookUps, tickets] = [calls * lookUpShare, calls * ticketShare];
      return (
        times(lookUps * measured.lookUp.writeUnits + tickets * measured.ticket.writeUnits, prices.writeUnit) +
        times(lookUps * measured.lookUp.readUnits + tickets * measured.ticket.readUnits, prices.readUnit)
      );
    }),
    line("DynamoDB: a year's tickets, with point-in-time recovery", (calls) => {
      const stored = (12 * calls * ticketShare * assumed.ticketBytes) / gb;
      return times(stored, prices.tableGbMonth) + times(stored, prices.recoveryGbMonth);
    }),
    line('Logs', (calls) => {
      const bytes = (calls * (measured.logBytes + assumed.otherLogBytes + assumed.accessLogBytes)) / gb;
      const stored = (bytes * stage.logRetentionDays) / 30 / compression;
      return times(bytes, prices.logGb) + times(stored, prices.logGbMonth);
    }),
    line('Audit trail: Firehose, and a year in S3', (calls) => {
      const bytes = (calls * (measured.auditBytes + assumed.accessLogBytes)) / gb;
      const stored = (bytes * stage.audit.retentionDays) / 30 / compression;
      const puts = Math.min(minutesPerMonth, calls);
      return (
        times(bytes, prices.firehoseGb) +
        times(puts, prices.storagePut) +
        times(stored, prices.storageGbMonth)
      );
    }),
    // X-Ray samples one request per second, and 5 % of the others.
    line('Traces', (calls) => {
      const first = Math.min(calls, secondsPerMonth);
      return times(first + (calls - first) / 20, prices.trace);
    }),
    line(
      'Firewall',
      (calls) =>
        (stage.waf ? prices.firewall.usd : 0) +
        times(has.firewallRules, prices.firewallRule) +
        times(stage.waf ? calls : 0, prices.firewallRequest),
    ),
    line('Metrics (at most)', () =>
      stage.metrics === 'core'
        ? times(coreMetrics.size, prices.metric)
        : times(ownMetrics + assumed.methodsInUse * assumed.metricsPerMethod, prices.metric),
    ),
    line(
      'Alarms and dashboard',
      () =>
        times(has.alarmMetrics, prices.alarmMetric) +
        times(has.compositeAlarms, prices.compositeAlarm) +
        times(has.dashboards, prices.dashboard),
    ),
    line('Canary: its client and its tokens', () =>
      stage.canary ? prices.programClient.usd + times(730, prices.programToken) : 0,
    ),
    line('Sign-in', (calls) => times(Math.ceil(calls / callsPerPerson), prices.user)),
    line('Notices', (calls) =>
      times(calls * ticketShare, { usd: prices.pipeRequest.usd + prices.busEvent.usd, per: '' }),
    ),
    line('Secrets', () => times(has.secrets, prices.secret)),
    line('Sent to the internet', (calls) => times((calls * assumed.answerBytes) / gb, prices.outGb)),
  ];
}

export function total(stage: Stage, calls: number, workload?: Workload): number {
  return billOf(stage, workload).reduce((sum, { cost }) => sum + cost(calls), 0);
}

/** Repeated JSON names make the lines compress to about a tenth. */
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
