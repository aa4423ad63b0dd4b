import { Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { type StageName, stages } from '../../infra/config/stages.ts';
import { SigningSecrets } from '../../infra/storage/signing-secrets.ts';
import { readConfig } from '../../lambda/config/read-config.ts';
import { tableDefinition } from '../../lambda/dynamodb/table-schema.ts';
import { apiAddress, only, type Resource, resolve, synthesize } from './synthesize.ts';

const templates: Record<StageName, Template> = {
  dev: synthesize({ stage: 'dev' }),
  small: synthesize({ stage: 'small' }),
  staging: synthesize({ stage: 'staging' }),
  prod: synthesize({ stage: 'prod' }),
};
const { prod } = templates;
const everyStage = Object.keys(templates) as StageName[];

interface FunctionProperties {
  readonly Runtime: string;
  readonly Architectures: readonly string[];
  readonly Timeout: number;
  readonly ReservedConcurrentExecutions?: number;
  readonly LoggingConfig: { readonly LogGroup: string; readonly ApplicationLogLevel: string };
  readonly Environment?: { readonly Variables: Record<string, string> };
}

const server = (template: Template) => functionOf(template, 'ServerFunction');

function functionOf(template: Template, prefix: string): FunctionProperties {
  return resolve(only(template, 'AWS::Lambda::Function', prefix).Properties) as FunctionProperties;
}

function functionsOf(template: Template): FunctionProperties[] {
  const found = template.findResources('AWS::Lambda::Function') as Record<string, Resource>;
  return Object.values(found).map(({ Properties }) => resolve(Properties) as FunctionProperties);
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: string | string[];
}

/** Every statement of every policy that is attached to a role. */
function statementsOf(template: Template, prefix = ''): Statement[] {
  const policies = template.findResources('AWS::IAM::Policy') as Record<string, Resource>;
  return Object.entries(policies)
    .filter(([id]) => id.startsWith(prefix))
    .flatMap(([, { Properties }]) => {
      const { PolicyDocument } = resolve(Properties) as { PolicyDocument: { Statement: Statement[] } };
      return PolicyDocument.Statement.filter(({ Effect }) => Effect !== 'Deny');
    });
}

describe('rights', () => {
  test.each(everyStage)('%s: no action is granted by a wildcard', (stage) => {
    const actions = statementsOf(templates[stage]).flatMap(({ Action }) => Action);

    expect(actions.length).toBeGreaterThan(10);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  test.each(everyStage)('%s: no role may scan a table, and none may delete anything', (stage) => {
    const actions = statementsOf(templates[stage]).flatMap(({ Action }) => Action);

    expect(actions.filter((action) => /:(Batch)?Delete|^dynamodb:(Scan|Batch|PartiQL)/.test(action))).toEqual(
      [],
    );
  });

  test('the function has the actions that it uses, on the table and its one index', () => {
    const ofTable = statementsOf(prod, 'Server').filter(({ Action }) => String(Action).includes('dynamodb:'));

    expect(ofTable).toEqual([
      {
        Effect: 'Allow',
        Action: [
          'dynamodb:ConditionCheckItem',
          'dynamodb:GetItem',
          'dynamodb:PutItem',
          'dynamodb:Query',
          'dynamodb:UpdateItem',
        ],
        Resource: expect.stringMatching(/:StateTable\w+$/),
      },
      {
        Effect: 'Allow',
        Action: 'dynamodb:Query',
        Resource: expect.stringMatching(/:StateTable\w+\/index\/gsi1$/),
      },
    ]);
  });

  test('besides the table it may write its log and its traces, count its audit records, and nothing else', () => {
    const actions = statementsOf(prod, 'Server').flatMap(({ Action }) => Action);

    expect(actions.filter((action) => !action.startsWith('dynamodb:')).sort()).toEqual([
      'logs:CreateLogStream',
      'logs:GetQueryResults',
      'logs:PutLogEvents',
      'logs:StartQuery',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  test('only API Gateway’s and CodeDeploy’s roles have a policy of AWS’s', () => {
    const roles = prod.findResources('AWS::IAM::Role') as Record<string, Resource>;
    const managed = Object.values(roles).flatMap(
      ({ Properties }) => (resolve(Properties) as { ManagedPolicyArns?: string[] }).ManagedPolicyArns ?? [],
    );

    expect(managed.map((arn) => arn.split('/').at(-1)).sort()).toEqual([
      'AWSCodeDeployRoleForLambdaLimited',
      'AmazonAPIGatewayPushToCloudWatchLogs',
    ]);
  });
});

describe('table', () => {
  test('it is what table.ts says', () => {
    const { partitionKey, sortKey, timeToLive, index } = tableDefinition;

    expect(only(prod, 'AWS::DynamoDB::GlobalTable').Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: partitionKey, KeyType: 'HASH' },
        { AttributeName: sortKey, KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: index.name,
          KeySchema: [
            { AttributeName: index.partitionKey, KeyType: 'HASH' },
            { AttributeName: index.sortKey, KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      TimeToLiveSpecification: { AttributeName: timeToLive, Enabled: true },
    });
  });

  test.each(everyStage)(
    '%s: it is encrypted, can be restored to any second, and streams its changes',
    (stage) => {
      expect(only(templates[stage], 'AWS::DynamoDB::GlobalTable').Properties).toMatchObject({
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
      });
    },
  );

  test.each([
    ['dev', false, 'Delete'],
    ['staging', true, 'Retain'],
    ['prod', true, 'Retain'],
  ] as const)('%s: deletion protection is %s', (stage, DeletionProtectionEnabled, DeletionPolicy) => {
    const table = only(templates[stage], 'AWS::DynamoDB::GlobalTable');

    expect(table.DeletionPolicy).toBe(DeletionPolicy);
    expect(table.Properties).toMatchObject({ Replicas: [{ DeletionProtectionEnabled }] });
  });
});

describe('function', () => {
  test.each(everyStage)(
    '%s: every function is Node 24 on arm64, traced, with JSON logs in a group of its own',
    (stage) => {
      const functions = functionsOf(templates[stage]);

      expect(functions).toHaveLength(stages[stage].canary ? 8 : 7);
      for (const each of functions) {
        expect(each).toMatchObject({
          Runtime: 'nodejs24.x',
          Architectures: ['arm64'],
          TracingConfig: { Mode: 'Active' },
          LoggingConfig: { LogFormat: 'JSON', LogGroup: expect.any(String) },
        });
        // A line without a level, such as an audit record, counts as INFO: at WARN it would be dropped.
        expect(['INFO', 'DEBUG']).toContain(each.LoggingConfig.ApplicationLogLevel);
      }
    },
  );

  test.each(everyStage)('%s: its environment is a configuration that it accepts', (stage) => {
    const config = readConfig(server(templates[stage]).Environment!.Variables);

    expect(config).toMatchObject({
      stage,
      logLevel: stages[stage].logLevel,
      mcpUrl: `${apiAddress}/${stage}/mcp`,
      issuers: ['https://cognito-idp.eu-north-1.amazonaws.com/eu-north-1_pool'],
      audiences: [`${apiAddress}/${stage}/mcp`],
      scopePrefix: `${apiAddress}/${stage}/mcp/`,
      clientIds: stages[stage].canary ? [expect.stringMatching(/^UserPoolCanaryClient/)] : [],
      tableName: expect.stringMatching(/^StateTable/),
      allowedOrigins: stages[stage].allowedOrigins,
    });
  });

  test('the authorizer’s environment is one too, and checks tokens by the same rules', () => {
    const ofServer = readConfig(server(prod).Environment!.Variables);
    const ofAuthorizer = readConfig(functionOf(prod, 'AuthorizerFunction').Environment!.Variables);

    const rules = [
      'issuers',
      'issuerAliases',
      'audiences',
      'clientIds',
      'jwksUri',
      'scopePrefix',
      'scopeMap',
    ] as const;
    for (const rule of rules) expect(ofAuthorizer[rule], rule).toEqual(ofServer[rule]);
  });

  test('each limit of time ends before the next', () => {
    const { Timeout, Environment } = server(prod);
    const { requestDeadlineMs } = readConfig(Environment!.Variables);
    const method = Object.values(
      prod.findResources('AWS::ApiGateway::Method', {
        Properties: { HttpMethod: 'POST' },
      }) as Record<string, Resource>,
    )[0]!.Properties as { Integration: { TimeoutInMillis: number } };

    const limits = [1_500, requestDeadlineMs, Timeout * 1_000, method.Integration.TimeoutInMillis];
    expect(limits).toEqual([...limits].sort((a, b) => a - b));
    expect(new Set(limits).size).toBe(limits.length);
  });

  test('a deployment shifts a tenth for five minutes, and goes back on an alarm of the alias', () => {
    expect(only(prod, 'AWS::Lambda::Alias')).toMatchObject({
      Properties: { Name: 'live', ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 } },
      UpdatePolicy: { CodeDeployLambdaAliasUpdate: expect.anything() },
    });
    expect(resolve(only(prod, 'AWS::CodeDeploy::DeploymentGroup').Properties)).toMatchObject({
      DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
      AlarmConfiguration: {
        Enabled: true,
        Alarms: ['MonitoringRolloutCrashes', 'MonitoringRolloutFaults', 'MonitoringRollout5xx'].map((id) => ({
          Name: expect.stringMatching(`^${id}`),
        })),
      },
      AutoRollbackConfiguration: {
        Enabled: true,
        Events: expect.arrayContaining(['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM']),
      },
    });
    for (const id of ['MonitoringRolloutCrashes', 'MonitoringRolloutFaults', 'MonitoringRollout5xx']) {
      const alarm = resolve(only(prod, 'AWS::CloudWatch::Alarm', id).Properties) as {
        Period?: number;
        EvaluationPeriods: number;
        Metrics?: { MetricStat?: { Period: number } }[];
      };
      const periods = [alarm.Period, ...(alarm.Metrics ?? []).map(({ MetricStat }) => MetricStat?.Period)];
      expect(new Set(periods.filter(Boolean)), id).toEqual(new Set([60]));
      expect(alarm.EvaluationPeriods).toBe(1);
    }
  });
});

describe('stages', () => {
  test.each(everyStage)('%s: throttle, concurrency and retention are those of stages.ts', (stage) => {
    const { throttle, reservedConcurrency, logRetentionDays } = stages[stage];
    const template = templates[stage];

    expect(only(template, 'AWS::ApiGateway::Stage').Properties).toMatchObject({
      StageName: stage,
      MethodSettings: [
        expect.objectContaining({
          ResourcePath: '/*',
          ThrottlingRateLimit: throttle.perSecond,
          ThrottlingBurstLimit: throttle.burst,
        }),
      ],
    });
    expect(server(template).ReservedConcurrentExecutions).toBe(reservedConcurrency);
    const groups = Object.values(template.findResources('AWS::Logs::LogGroup') as Record<string, Resource>);
    expect(groups.map(({ Properties }) => Properties)).toEqual(
      groups.map(() => expect.objectContaining({ RetentionInDays: logRetentionDays })),
    );
  });

  test('staging and prod have a firewall, dev has none', () => {
    templates.dev.resourceCountIs('AWS::WAFv2::WebACL', 0);
    templates.staging.resourceCountIs('AWS::WAFv2::WebACL', 1);
    templates.prod.resourceCountIs('AWS::WAFv2::WebACL', 1);
  });

  test('alarms go to the address that is given', () => {
    templates.dev.resourceCountIs('AWS::SNS::Subscription', 0);
    synthesize({ stage: 'staging', alarmEmail: 'oncall@example.com' }).hasResourceProperties(
      'AWS::SNS::Subscription',
      {
        Protocol: 'email',
        Endpoint: 'oncall@example.com',
      },
    );
  });
});

describe('logs', () => {
  test('the access log has no header and nothing else that a client wrote', () => {
    const { AccessLogSetting } = only(prod, 'AWS::ApiGateway::Stage').Properties as {
      AccessLogSetting: { Format: string };
    };

    const fields = Object.values(JSON.parse(AccessLogSetting.Format) as Record<string, string>);
    expect(fields).toContain('$context.status');
    expect(fields.filter((field) => /header|userAgent|\.path$|body|token/i.test(field))).toEqual([]);
  });

  test('API Gateway’s own log has errors only, and no headers or bodies', () => {
    expect(only(prod, 'AWS::ApiGateway::Stage').Properties).toMatchObject({
      TracingEnabled: true,
      MethodSettings: [expect.objectContaining({ LoggingLevel: 'ERROR', DataTraceEnabled: false })],
    });
  });
});

describe('signing secrets', () => {
  test('the template holds references, the values are made by Secrets Manager', () => {
    const { Environment } = only(prod, 'AWS::Lambda::Function', 'ServerFunction').Properties as {
      Environment: { Variables: { SIGNING_SECRETS: unknown } };
    };

    expect(JSON.stringify(Environment.Variables.SIGNING_SECRETS)).toMatch(
      /\{\{resolve:secretsmanager:.*SigningSecretsGeneration1.*\}\},\{\{resolve:secretsmanager:.*SigningSecretsGeneration2/,
    );
    for (const { Properties } of Object.values(prod.findResources('AWS::SecretsManager::Secret'))) {
      expect(Properties.GenerateSecretString).toEqual({ ExcludePunctuation: true, PasswordLength: 48 });
      expect(Properties).not.toHaveProperty('SecretString');
    }
  });

  test('the running version knows the key of the next generation, and the next still accepts this one', () => {
    const now = readConfig(server(prod).Environment!.Variables).signingSecrets;
    const next = secretsOfGeneration(2);

    expect(now).toContain(next[0]);
    expect(next).toContain(now[0]);
    expect(next[0]).not.toBe(now[0]);
  });
});

function secretsOfGeneration(signingSecretGeneration: number): readonly string[] {
  const stack = new Stack();
  const { environmentValue } = new SigningSecrets(stack, 'SigningSecrets', {
    ...stages.prod,
    signingSecretGeneration,
  });
  return (resolve(stack.resolve(environmentValue)) as string).split(',');
}

test('with a code cache, Lambda’s Node changes only with the function, and without one when AWS likes', () => {
  const { RuntimeManagementConfig } = server(synthesize({ codeCache: 'host' })) as {
    RuntimeManagementConfig?: object;
  };

  expect(RuntimeManagementConfig).toEqual({ UpdateRuntimeOn: 'FunctionUpdate' });
  expect(server(prod)).not.toHaveProperty('RuntimeManagementConfig');
});
