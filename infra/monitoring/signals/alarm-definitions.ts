import type { MetricName } from '../../../lambda/observability/metric-definitions.ts';

/**
 * An alarm on a metric that the server sends. CloudWatch alarms and Prometheus rules are generated from these
 * definitions.
 */
export interface ServiceAlarm {
  /** Heading in docs/operating.md, in lower case and with hyphens. */
  readonly name: string;
  /** One sentence for the person on call: the meaning of the alarm. */
  readonly meaning: string;
  readonly severity: 'critical' | 'warning';
  readonly signal: Signal;
  /** The alarm starts at this value: a count per five minutes, milliseconds, or percent. */
  readonly threshold: number;
  /** Number of consecutive periods of five minutes. */
  readonly periods: number;
}

export type Signal =
  | { readonly sum: MetricName }
  | { readonly p95: 'Latency' }
  /** Share of the calls; counts as 0 if there are fewer than `atLeast` calls. */
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
  /** 1 is the rate that uses up the budget in exactly four weeks. */
  readonly rate: number;
  /** Both windows must exceed the rate: the long one shows that it matters, the short one that it continues. */
  readonly minutes: readonly [short: number, long: number];
}

/** Burn rates from chapter 5 of Google's SRE workbook. */
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

/** Fewer failures in the long window send no notification. */
export const fewestFailures = 5;

/**
 * Objective over four weeks: the share of messages to `POST /mcp` without a 5xx and without a tool error caused by the
 * server.
 */
export const availabilityObjective = 0.999;
