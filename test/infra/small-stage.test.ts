import { describe, expect, test } from 'vitest';
import { stages } from '../../infra/config/stages.ts';
import { readConfig } from '../../lambda/config/read-config.ts';
import { coreMetrics, namespace } from '../../lambda/observability/metric-definitions.ts';
import { only, resolve, synthesize } from './synthesize.ts';

const small = synthesize({ stage: 'small' });

interface Alarm {
  readonly AlarmName: string;
  readonly AlarmActions?: readonly string[];
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly { readonly Name: string }[];
  readonly Metrics?: readonly {
    readonly MetricStat?: {
      readonly Metric: Required<Pick<Alarm, 'Namespace' | 'MetricName' | 'Dimensions'>>;
    };
  }[];
}

describe('the stage small', () => {
  test('keeps its data, as the stages for people do', () => {
    expect(only(small, 'AWS::DynamoDB::GlobalTable')).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: { Replicas: [{ DeletionProtectionEnabled: true }] },
    });
    expect(only(small, 'AWS::Cognito::UserPool')).toMatchObject({
      Properties: { DeletionProtection: 'ACTIVE' },
    });
    expect(only(small, 'AWS::S3::Bucket', 'AuditTrailBucket').Properties).toMatchObject({
      ObjectLockEnabled: true,
    });
  });

  test('has nothing that is paid for by the hour', () => {
    for (const type of [
      'AWS::WAFv2::WebACL',
      'AWS::CloudWatch::Dashboard',
      'AWS::CloudWatch::CompositeAlarm',
    ]) {
      small.resourceCountIs(type, 0);
    }
    expect(only(small, 'AWS::Lambda::Alias').Properties).not.toHaveProperty('ProvisionedConcurrencyConfig');
    expect(only(small, 'AWS::ApiGateway::Stage').Properties).toMatchObject({
      MethodSettings: [expect.objectContaining({ MetricsEnabled: false })],
    });
    expect(only(small, 'AWS::Lambda::Function', 'ServerFunction').Properties).not.toHaveProperty(
      'ReservedConcurrentExecutions',
    );
  });

  test('its alarms watch metrics that it sends, and all but those for deployments notify', () => {
    const alarms = Object.values(small.findResources('AWS::CloudWatch::Alarm')).map(
      ({ Properties }) => resolve(Properties) as Alarm,
    );
    const watched = alarms.flatMap((alarm) => [
      ...(alarm.MetricName ? [alarm as Required<Alarm>] : []),
      ...(alarm.Metrics ?? []).flatMap(({ MetricStat }) => MetricStat?.Metric ?? []),
    ]);
    const ours = watched.filter(({ Namespace }) => Namespace === namespace);

    expect(ours.length).toBeGreaterThan(3);
    expect(ours.filter(({ MetricName }) => !coreMetrics.has(MetricName as 'Calls'))).toEqual([]);
    expect(watched.flatMap(({ Dimensions }) => Dimensions.map(({ Name }) => Name))).not.toContain('Method');
    for (const { AlarmName, AlarmActions } of alarms) {
      expect(Boolean(AlarmActions), AlarmName).toBe(!AlarmName.includes('-rollout-'));
    }
  });
});

test('limits and the mark of low stock are data of the stage', () => {
  const environment = (prefix: string) =>
    (
      resolve(only(small, 'AWS::Lambda::Function', prefix).Properties) as {
        Environment: { Variables: Record<string, string> };
      }
    ).Environment.Variables;

  expect(readConfig(environment('ServerFunction'))).toMatchObject({
    lowStockBelow: stages.small.lowStockBelow,
    limits: new Map(Object.entries(stages.small.limits)),
    metrics: 'core',
    ticketDueHours: stages.small.ticketDueHours,
    timeZone: stages.small.timeZone,
    maxBodyBytes: stages.small.requests.maxBodyBytes,
    requestDeadlineMs: stages.small.requests.deadlineMs,
    dynamodbTimeoutMs: stages.small.requests.dynamodbTimeoutMs,
  });
  expect(environment('NoticesDescribe')).toMatchObject({
    LOW_STOCK_BELOW: String(stages.small.lowStockBelow),
  });
});

test('a read-only stage serves no tool that writes, and its sign-in asks for no right to', () => {
  const template = synthesize({ stage: 'small', readOnly: 'true' });
  const { Environment } = resolve(only(template, 'AWS::Lambda::Function', 'ServerFunction').Properties) as {
    Environment: { Variables: Record<string, string> };
  };

  expect(readConfig(Environment.Variables).readOnly).toBe(true);
  expect(JSON.stringify(resolve(template.findResources('AWS::ApiGateway::GatewayResponse')))).not.toContain(
    '/mcp/write',
  );
});

test('limits and group claims that are given at deployment reach the function, and the outputs tell the limits', () => {
  const limits = '{"create_ticket":5,"caller":200}';
  const template = synthesize({ stage: 'small', limits, groupClaims: 'roles' });
  const { Environment } = resolve(only(template, 'AWS::Lambda::Function', 'ServerFunction').Properties) as {
    Environment: { Variables: Record<string, string> };
  };

  expect(readConfig(Environment.Variables)).toMatchObject({
    groupClaims: ['roles'],
    limits: new Map([
      ['create_ticket', 5],
      ['caller', 200],
    ]),
  });
  expect(template.toJSON().Outputs.Limits.Value).toMatch(
    /^caller 200, .*create_ticket 5, .*ticket_report 10$/,
  );
  expect(() => synthesize({ stage: 'small', limits: '{"create_tickt":5}' })).toThrow(/no such limit/);
  expect(() => synthesize({ stage: 'small', limits: '{"create_ticket":0}' })).toThrow(/-c limits/);
});
