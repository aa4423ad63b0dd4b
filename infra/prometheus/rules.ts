import {
  burnRates,
  fewestFailures,
  serviceAlarmDefinitions,
} from '../monitoring/signals/alarm-definitions.ts';
import { burnRate, failures, job, requests, signalQuery } from './queries.ts';

export interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

interface AlertDefinition {
  readonly name: string;
  readonly meaning: string;
  readonly severity: 'critical' | 'warning';
  readonly expr: string;
  readonly minutes: number;
}

/** Alerts on the process itself. On AWS, Lambda and the gateway report these. */
const processAlerts: readonly AlertDefinition[] = [
  {
    name: 'server-down',
    meaning: 'An instance of the server cannot be scraped, or no instance exists.',
    severity: 'critical',
    expr: `up{job="${job}"} == 0 or absent(up{job="${job}"})`,
    minutes: 2,
  },
  {
    name: 'server-restarts',
    meaning: 'An instance has started more than three times within an hour.',
    severity: 'warning',
    expr: `changes(process_start_time_seconds{job="${job}"}[1h]) > 3`,
    minutes: 0,
  },
  {
    name: 'memory-high',
    meaning: 'An instance has used more than 400 MB for ten minutes; the container is killed at 512 MB.',
    severity: 'warning',
    expr: `process_resident_memory_bytes{job="${job}"} > 400e6`,
    minutes: 10,
  },
  {
    name: 'gateway-errors',
    meaning: 'The server answered more than 1 % of the requests with a 5xx for ten minutes.',
    severity: 'critical',
    expr: `100 * sum by (stage) (increase(mcp_http_requests_total{job="${job}",status=~"5.."}[5m])) / ${requests(5)} > 1`,
    minutes: 10,
  },
];

export const alertRules: readonly Rule[] = [
  ...serviceAlarmDefinitions.map(({ signal, threshold, periods, ...alarm }) =>
    rule({ ...alarm, expr: `${thresholded(signalQuery(signal), threshold)}`, minutes: (periods - 1) * 5 }),
  ),
  ...burnRates.map(({ rate, minutes: [short, long], ...alarm }) =>
    rule({
      ...alarm,
      expr: `${burnRate(short)} >= ${rate} and ${burnRate(long)} >= ${rate} and ${failures(long)} >= ${fewestFailures}`,
      minutes: 0,
    }),
  ),
  ...processAlerts.map(rule),
];

/** `and` binds weaker than a comparison, so an expression with it needs parentheses. */
function thresholded(value: string, threshold: number): string {
  return value.includes(' and ') ? `(${value}) >= ${threshold}` : `${value} >= ${threshold}`;
}

function rule({ name, meaning, severity, expr, minutes }: AlertDefinition): Rule {
  return {
    alert: name,
    expr,
    for: `${minutes}m`,
    labels: { severity },
    annotations: { summary: meaning, runbook: `docs/operating.md#${name}` },
  };
}
