import type { MetricName } from '../../../lambda/observability/metric-definitions.ts';

/** Alarms on what the server itself measures: the one table from which CloudWatch's alarms and Prometheus' rules are made. */
export interface ServiceAlarm {
  /** Its heading in docs/operating.md, in lower case and with hyphens. */
  readonly name: string;
  /** One sentence: what it means when this alarm goes off. */
  readonly meaning: string;
  readonly severity: 'critical' | 'warning';
  readonly signal: Signal;
  /** The alarm goes off at this value and above: a count in five minutes, milliseconds, or per cent. */
  readonly threshold: number;
  /** For how many periods of five minutes in a row. */
  readonly periods: number;
}

export type Signal =
  | { readonly sum: MetricName }
  | { readonly p95: 'Latency' }
  /** The share of the calls, counted as 0 while there are fewer than `atLeast` of these. */
  | { readonly percentOfCalls: readonly MetricName[]; readonly atLeast: number };

export const serviceAlarmDefinitions: readonly ServiceAlarm[] = [
  {
    name: 'slow-answers',
    meaning: 'The 95th percentile of the latency has been over 500 ms for 15 minutes.',
    severity: 'warning',
    signal: { p95: 'Latency' },
    threshold: 500,
    periods: 3,
  },
  {
    name: 'limiter-degraded',
    meaning:
      'The rate limiter cannot reach DynamoDB: each instance counts in memory, and writes are rejected.',
    severity: 'critical',
    signal: { sum: 'LimiterDegraded' },
    threshold: 1,
    periods: 1,
  },
  {
    name: 'store-circuit-open',
    meaning:
      'DynamoDB does not answer and the circuit breaker is open: reads are answered from memory, writes are rejected.',
    severity: 'critical',
    signal: { sum: 'StoreCircuitOpened' },
    threshold: 3,
    periods: 1,
  },
  {
    name: 'limits-refuse-many',
    meaning: 'For 15 minutes, 20 % of the calls were rejected by a rate limit.',
    severity: 'warning',
    signal: { percentOfCalls: ['CallerLimitHits', 'ToolLimitHits'], atLeast: 20 },
    threshold: 20,
    periods: 3,
  },
  {
    name: 'sign-ins-fail',
    meaning: 'At least 100 calls were rejected for an invalid token or a missing scope within five minutes.',
    severity: 'warning',
    signal: { sum: 'AuthFailures' },
    threshold: 100,
    periods: 1,
  },
  {
    name: 'attacks-suspected',
    meaning: 'At least 20 requests were classified as suspected attacks within five minutes.',
    severity: 'warning',
    signal: { sum: 'SuspectedAttacks' },
    threshold: 20,
    periods: 1,
  },
  {
    name: 'issuer-unreachable',
    meaning: "Tokens cannot be verified, because the issuer's keys cannot be fetched.",
    severity: 'critical',
    signal: { sum: 'ErrorIssuerUnreachable' },
    threshold: 3,
    periods: 1,
  },
];

export interface BurnRate {
  readonly name: string;
  readonly meaning: string;
  readonly severity: 'critical' | 'warning';
  /** Times the rate that uses up exactly the budget of four weeks. */
  readonly rate: number;
  /** It must burn in both windows: the long one so that it matters, the short one so that it goes on. */
  readonly minutes: readonly [short: number, long: number];
}

/** The two burn rates of Google's SRE workbook, chapter 5. */
export const burnRates: readonly BurnRate[] = [
  {
    name: 'availability-burns-fast',
    meaning: 'Requests fail at a rate that uses up the error budget of four weeks in two days.',
    severity: 'critical',
    rate: 14.4,
    minutes: [5, 60],
  },
  {
    name: 'availability-burns-slowly',
    meaning:
      'Requests have been failing for hours, at a rate that uses up the error budget of four weeks in five days.',
    severity: 'warning',
    rate: 6,
    minutes: [30, 360],
  },
];

/** Fewer failures than this in the long window do not notify. */
export const fewestFailures = 5;

/** The objective: this share of all messages to `POST /mcp` ends neither in a 5xx nor in a tool error of ours, over four weeks. */
export const availabilityObjective = 0.999;
