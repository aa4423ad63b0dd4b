import { describe, expect, test } from 'vitest';
import { type PolicyStatement, permits } from './evaluate-policy.ts';
import { type Resource, resolve, synthesize } from './synthesize.ts';
import { type Alarm, everyStage } from './watched.ts';

const accountId = '111111111111';
const region = 'eu-north-1';

interface Topic {
  readonly statements: readonly PolicyStatement[];
  readonly subscriptions: readonly { readonly Protocol: string; readonly Endpoint: string }[];
}

/** What becomes of a notification that an alarm of this name sends to this topic. */
function deliver(topic: Topic | undefined, alarmName: string): readonly string[] {
  const request = {
    principal: 'cloudwatch.amazonaws.com',
    action: 'sns:Publish',
    conditions: {
      'aws:SourceAccount': accountId,
      'aws:SourceArn': `arn:aws:cloudwatch:${region}:${accountId}:alarm:${alarmName}`,
      'aws:SecureTransport': 'true',
    },
  };
  if (!topic || !permits(topic.statements, request)) return [];
  return topic.subscriptions.map(({ Protocol, Endpoint }) => `${Protocol}:${Endpoint}`);
}

describe.each(everyStage)('%s', (stage) => {
  const template = synthesize({ stage, alarmEmail: 'oncall@example.com' });
  const ofType = <Properties>(type: string) =>
    Object.entries(template.findResources(type) as Record<string, Resource>).map(
      ([id, { Properties }]) => [id, resolve(Properties) as Properties] as const,
    );
  const topicOf = (id: string): Topic => ({
    statements: ofType<{ Topics: string[]; PolicyDocument: { Statement: PolicyStatement[] } }>(
      'AWS::SNS::TopicPolicy',
    ).flatMap(([, { Topics, PolicyDocument }]) => (Topics.includes(id) ? PolicyDocument.Statement : [])),
    subscriptions: ofType<Topic['subscriptions'][number] & { TopicArn: string }>(
      'AWS::SNS::Subscription',
    ).flatMap(([, subscription]) => (subscription.TopicArn === id ? [subscription] : [])),
  });
  const alarms = [
    ...ofType<Alarm & { CompositeAlarmName?: string; InsufficientDataActions?: string[] }>(
      'AWS::CloudWatch::Alarm',
    ),
    ...ofType<Alarm & { CompositeAlarmName?: string; InsufficientDataActions?: string[] }>(
      'AWS::CloudWatch::CompositeAlarm',
    ),
  ].map(([, alarm]) => alarm);

  test('every notification of every alarm reaches the mailbox that was named', () => {
    const notifications = alarms.flatMap((alarm) =>
      [alarm.AlarmActions, alarm.OKActions, alarm.InsufficientDataActions].flatMap((actions = []) =>
        actions.map((action) => ({ name: alarm.AlarmName, action })),
      ),
    );

    expect(notifications.length).toBeGreaterThan(stage === 'dev' ? 30 : 34);
    for (const { name, action } of notifications) {
      expect(deliver(topicOf(action), name), `${name} → ${action}`).toEqual(['email:oncall@example.com']);
    }
  });

  test('no other stage, account or service may publish in the name of an alarm', () => {
    const [action] = alarms.flatMap(({ AlarmActions = [] }) => AlarmActions);
    const { statements } = topicOf(action!);
    const alarmArn = `arn:aws:cloudwatch:${region}:${accountId}:alarm:ops-assistant-${stage}-live-errors`;
    const genuine = {
      principal: 'cloudwatch.amazonaws.com',
      action: 'sns:Publish',
      conditions: {
        'aws:SourceAccount': accountId,
        'aws:SourceArn': alarmArn,
        'aws:SecureTransport': 'true',
      },
    };
    const withCondition = (name: string, value: string) => ({
      ...genuine,
      conditions: { ...genuine.conditions, [name]: value },
    });

    expect(permits(statements, genuine)).toBe(true);
    expect(permits(statements, withCondition('aws:SourceAccount', '222222222222'))).toBe(false);
    expect(permits(statements, withCondition('aws:SourceArn', alarmArn.replace(stage, 'other')))).toBe(false);
    expect(permits(statements, withCondition('aws:SecureTransport', 'false'))).toBe(false);
    expect(permits(statements, { ...genuine, principal: 'events.amazonaws.com' })).toBe(false);
  });
});

test('an alarm on missing values tells of silence, but not before the first value', () => {
  const [canary] = Object.values(
    synthesize({ stage: 'prod' }).findResources('AWS::CloudWatch::Alarm', {
      Properties: { AlarmName: 'ops-assistant-prod-canary-fails' },
    }),
  );

  // An alarm begins as INSUFFICIENT_DATA, and its actions run on changes of state only.
  expect(canary?.Properties).toMatchObject({
    TreatMissingData: 'missing',
    InsufficientDataActions: [expect.anything()],
  });
});
