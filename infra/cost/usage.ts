import { metricDefinitions } from '../../lambda/observability/metric-definitions.ts';
import { tools } from '../../lambda/tools/index.ts';

/** What a call uses. test/cost/measured.test.ts compares these values with real requests. */
export const measured = {
  /** A look-up with an answer in memory: the rate limit, and the version of the data. */
  lookUp: { writeUnits: 1, readUnits: 1 },
  /**
   * A ticket that is filed for another person and confirmed in one call: one transaction and the requests before it.
   */
  ticket: { writeUnits: 22, readUnits: 2 },
  /** Audit record and metrics of one call. */
  logBytes: 1_100,
  /** The part of logBytes that also goes to the audit trail. */
  auditBytes: 450,
} as const;

/** Assumptions; replace each by the figure on your dashboard. */
export const assumed = {
  /** Share of all calls; the others (tools/list, initialize, discover) do not use the table. */
  lookUps: 0.8,
  tickets: 0.05,
  /** Billed duration of a call, most of it waiting for DynamoDB. */
  milliseconds: 30,
  /** Share of all calls; the authorizer's answer is cached for 45 seconds. */
  authorizerCalls: 0.3,
  authorizerMilliseconds: 10,
  /** Lambda's own log lines and the gateway's access log. */
  otherLogBytes: 1_400,
  accessLogBytes: 500,
  answerBytes: 4_000,
  ticketBytes: 6_000,
  callsPerPerson: 500,
  /** API methods in use; each has its own metrics. */
  methodsInUse: 4,
  metricsPerMethod: 4,
} as const;

/** The upper limit: a metric is billed only in months in which it has a value. */
export const ownMetrics = Object.values(metricDefinitions).reduce(
  (count, { byTool }) => count + 1 + (byTool ? tools.length + 1 : 0),
  0,
);
