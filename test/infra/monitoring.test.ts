import { beforeAll, describe, expect, test } from 'vitest';
import { type StageName, stages } from '../../infra/config/stages.ts';
import { namespace } from '../../lambda/observability/metric-definitions.ts';
import { evaluate } from '../../scripts/docs/dashboard-picture/metric-math.ts';
import { widgetsOf } from '../../scripts/docs/dashboard-picture/read-dashboard.ts';
import {
  type RecordedRun,
  withSampleServer,
} from '../../scripts/docs/dashboard-picture/sample-run/sample-server.ts';
import { runTraffic } from '../../scripts/docs/dashboard-picture/sample-run/sample-traffic.ts';
import { awsMetrics } from './aws-metrics.ts';
import { resolve, synthesize } from './synthesize.ts';
import { alarmsOf, everyStage, groupsOf, templates } from './watched.ts';

const idsOf = (stage: StageName) =>
  groupsOf(stage).flatMap(({ metrics }) => metrics.flatMap(({ metric }) => metric ?? []));

describe('what the code sends is what is watched', () => {
  let sent: ReadonlySet<string>;

  beforeAll(async () => {
    const recorded = await withSampleServer((server) => runTraffic(server, { rounds: 3, pauseMs: 0 }));
    sent = new Set(sentBy(recorded));
  });

  test.each(everyStage)(
    '%s: every alarm and widget names a metric, with dimensions, that a running server sends',
    (stage) => {
      const ours = idsOf(stage).filter((metric) => metric.namespace === namespace);
      const expectedKeys = ours.map(({ name, dimensions }) => key(name, { ...dimensions, stage: 'local' }));

      expect(ours.every(({ dimensions }) => dimensions.stage === stage)).toBe(true);
      expect(new Set(expectedKeys).size).toBeGreaterThan(45);
      expect([...new Set(expectedKeys)].filter((metric) => !sent.has(metric))).toEqual([]);
    },
  );
});

function key(name: string, dimensions: Readonly<Record<string, string>>): string {
  return `${name} ${Object.entries(dimensions).sort().join(' ')}`;
}

function sentBy({ metrics }: RecordedRun): string[] {
  return metrics.flatMap((line) =>
    line._aws.CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) =>
      Dimensions.flatMap((names) => {
        const dimensions = Object.fromEntries(names.map((name) => [name, String(line[name as 'tool'])]));
        return Metrics.map(({ Name }) => key(Name, dimensions));
      }),
    ),
  );
}

describe.each(everyStage)('%s', (stage) => {
  test('metrics of AWS are known ones, with the dimensions that they have', () => {
    const theirs = idsOf(stage).filter((metric) => metric.namespace !== namespace);

    expect(theirs.length).toBeGreaterThan(20);
    for (const { namespace, name, dimensions } of theirs) {
      expect(awsMetrics[namespace]?.[name], `${namespace} ${name}`).toContainEqual(
        Object.keys(dimensions).sort(),
      );
    }
  });

  test('every expression can be computed from the metrics beside it', () => {
    for (const { of, metrics } of groupsOf(stage)) {
      const ids = metrics.flatMap(({ id }) => id ?? []);
      expect(new Set(ids).size, of).toBe(ids.length);
      for (const { expression } of metrics) {
        if (expression === undefined) continue;
        const value = evaluate(expression, Object.fromEntries(ids.map((id) => [id, 7])));
        expect(value, `${of}: ${expression}`).toEqual(expect.any(Number));
      }
    }
  });

  test('every alarm notifies when it begins and when it ends, but for halves of others and what takes deployments back', () => {
    const halves = alarmsOf(stage).flatMap(({ AlarmRule = '' }) =>
      [...AlarmRule.matchAll(/:(\w+)"/g)].map(([, id]) => id!),
    );
    const silent = Object.entries(templates[stage].Resources).filter(
      ([, { Type, Properties }]) =>
        /^AWS::CloudWatch::(Composite)?Alarm$/.test(Type) &&
        (!Properties?.AlarmActions || !Properties?.OKActions),
    );

    const forRollback = silent.filter(([, { Properties }]) =>
      String(Properties?.AlarmName).startsWith(`ops-assistant-${stage}-rollout-`),
    );
    expect(silent.map(([id]) => id).sort()).toEqual([...halves, ...forRollback.map(([id]) => id)].sort());
    expect([halves.length, forRollback.length]).toEqual([4, 3]);
  });

  test('no alarm looks back further than CloudWatch does', () => {
    for (const alarm of alarmsOf(stage)) {
      const period = Math.max(
        alarm.Period ?? 0,
        ...(alarm.Metrics ?? []).map(({ MetricStat }) => MetricStat?.Period ?? 0),
      );
      expect(period * (alarm.EvaluationPeriods ?? 0), alarm.AlarmName).toBeLessThanOrEqual(86_400);
    }
  });

  test('the dashboard shows every alarm that notifies', () => {
    const [status] = widgetsOf(templates[stage]).filter(({ type }) => type === 'alarm');
    const telling = alarmsOf(stage).filter(({ AlarmActions }) => AlarmActions);

    expect(status!.properties.alarms).toHaveLength(telling.length);
  });

  test('no widget lies over another or beyond the edge', () => {
    const widgets = widgetsOf(templates[stage]);
    for (const [i, a] of widgets.entries()) {
      expect(a.x + a.width).toBeLessThanOrEqual(24);
      for (const b of widgets.slice(i + 1)) {
        const apart =
          a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
        expect(apart, `${a.properties.title} and ${b.properties.title}`).toBe(true);
      }
    }
  });
});

test('the canary runs where a client is there for it, with the right to read', () => {
  const canary = (stage: StageName) =>
    Object.entries(templates[stage].Resources).find(
      ([id]) => id.startsWith('MonitoringCanaryFunction') && !/Logs|Role/.test(id),
    );

  expect(canary('dev')).toBeUndefined();
  expect(resolve(canary('prod')![1].Properties)).toMatchObject({
    Environment: {
      Variables: {
        MCP_URL: expect.stringMatching(/\/prod\/mcp$/),
        CLIENT_ID: expect.stringMatching(/^UserPoolCanaryClient/),
        SCOPE: expect.stringMatching(/\/prod\/mcp\/read$/),
      },
    },
  });
});

test('before an issuer that exists the canary signs in as the client that is named', () => {
  const context = { stage: 'prod', issuer: 'https://login.example.com', scopePrefix: 'ops:' };
  const without = synthesize(context);
  const withClient = synthesize({ ...context, canaryClientId: 'canary', canarySecret: 'ops/canary' });

  expect(
    Object.keys(without.findResources('AWS::Events::Rule')).filter((id) => id.includes('Canary')),
  ).toEqual([]);
  withClient.hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: { CLIENT_ID: 'canary', SCOPE: 'ops:read', ISSUER: 'https://login.example.com' },
    },
  });
});

test.each(everyStage)('%s: the budget tells of four fifths, and of a forecast beyond it', (stage) => {
  const [budget] = Object.values(templates[stage].Resources).filter(
    ({ Type }) => Type === 'AWS::Budgets::Budget',
  );

  expect(resolve(budget!.Properties)).toMatchObject({
    Budget: { BudgetLimit: { Amount: stages[stage].monthlyBudget, Unit: 'USD' }, TimeUnit: 'MONTHLY' },
    NotificationsWithSubscribers: [
      { Notification: { NotificationType: 'ACTUAL', Threshold: 80 } },
      { Notification: { NotificationType: 'FORECASTED', Threshold: 100 } },
    ],
  });
});
