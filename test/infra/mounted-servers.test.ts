import { expect, test } from 'vitest';
import { only, resolve, synthesize } from './synthesize.ts';

const context = {
  stage: 'prod',
  alarmEmail: 'ops@example.com',
  mountedServers: 'true',
  mountedServerSecrets: 'ops/hr,ops/fin',
};
const template = synthesize(context);

/** The statements of the role whose logical id begins so. */
function statementsOf(role: string): Record<string, unknown>[] {
  const policies = Object.values(template.findResources('AWS::IAM::Policy')).map(({ Properties }) =>
    resolve(Properties),
  );
  return policies
    .filter(({ PolicyName }) => String(PolicyName).startsWith(role))
    .flatMap(({ PolicyDocument }) => (PolicyDocument as { Statement: Record<string, unknown>[] }).Statement);
}

test('the function that answers callers can approve nothing, whether servers are mounted or not', () => {
  expect(statementsOf('ServerFunctionRole')).toContainEqual(
    expect.objectContaining({
      Effect: 'Deny',
      Action: ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      Condition: { 'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': ['SERVERS'] } },
    }),
  );
});

test('the checker writes the records of servers and nothing else, and both read the named secrets only', () => {
  const statements = statementsOf('MountedServersCheckRole');

  expect(statements.filter(({ Action }) => String(Action).includes('dynamodb'))).toEqual([
    expect.objectContaining({
      Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['SERVERS', 'DATA'] } },
    }),
  ]);
  for (const role of ['MountedServersCheckRole', 'ServerFunctionRole']) {
    const secrets = statementsOf(role).filter(({ Action }) => String(Action).includes('secretsmanager'));
    expect(JSON.stringify(secrets)).toMatch(/ops\/hr/);
    expect(JSON.stringify(secrets)).not.toMatch(/"Resource":"\*"/);
  }
});

test('it checks every quarter of an hour, and one changed tool is enough for an alarm', () => {
  expect(resolve(only(template, 'AWS::Events::Rule', 'MountedServersSchedule').Properties)).toMatchObject({
    ScheduleExpression: 'rate(15 minutes)',
  });
  expect(
    resolve(only(template, 'AWS::CloudWatch::Alarm', 'MountedServersMountedToolsChanged').Properties),
  ).toMatchObject({
    Metrics: [expect.objectContaining({ MetricStat: expect.objectContaining({ Stat: 'Maximum' }) })],
    Threshold: 1,
    AlarmActions: [expect.stringMatching(/^AlarmTopic/)],
  });
});

test('without the option there is no checker, and the server reads no records of servers', () => {
  const plain = synthesize({ stage: 'dev' });

  expect(
    Object.keys(plain.findResources('AWS::Lambda::Function')).filter((id) => id.startsWith('Mounted')),
  ).toEqual([]);
  const { Environment } = only(plain, 'AWS::Lambda::Function', 'ServerFunction').Properties as {
    Environment: { Variables: object };
  };
  expect(Environment.Variables).not.toHaveProperty('MOUNTED_SERVERS');
});
