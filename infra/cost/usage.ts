import { metricDefinitions } from '../../lambda/observability/metric-definitions.ts';
import { tools } from '../../lambda/tools/index.ts';

/** What a call takes. Those under `measured` are held against real requests in test/cost/measured.test.ts. */
export const measured = {
  /** A look-up whose answer is in memory: the limit, and the version of the data. */
  lookUp: { writeUnits: 1, readUnits: 1 },
  /** A ticket filed, confirmed in one call, for another person: one transaction and what it needs before. */
  ticket: { writeUnits: 22, readUnits: 2 },
  /** Audit record and metrics of one call. */
  logBytes: 1_100,
  /** Of these, what also goes to the audit trail. */
  auditBytes: 450,
} as const;

/** Assumed, each to be replaced by what your dashboard shows. */
export const assumed = {
  /** Of all calls; the rest (tools/list, initialize, discover) reaches no table. */
  lookUps: 0.8,
  tickets: 0.05,
  /** Billed for one call, nearly all of it waiting for DynamoDB. */
  milliseconds: 30,
  /** Of all calls; the authorizer's answer is kept for 45 seconds. */
  authorizerCalls: 0.3,
  authorizerMilliseconds: 10,
  /** Lambda's own lines and the gateway's access log. */
  otherLogBytes: 1_400,
  accessLogBytes: 500,
  answerBytes: 4_000,
  ticketBytes: 6_000,
  callsPerPerson: 500,
  /** Methods of the API that are called: each has metrics of its own. */
  methodsInUse: 4,
  metricsPerMethod: 4,
} as const;

/** The most that can occur: a metric is paid for only in months in which it has a value. */
export const ownMetrics = Object.values(metricDefinitions).reduce(
  (count, { byTool }) => count + 1 + (byTool ? tools.length + 1 : 0),
  0,
);
