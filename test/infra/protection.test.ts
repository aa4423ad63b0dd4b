import { describe, expect, test } from 'vitest';
import { stages } from '../../infra/config/stages.ts';
import { only, type Resource, resolve, synthesize } from './synthesize.ts';

const templates = {
  dev: synthesize({ stage: 'dev' }),
  staging: synthesize({ stage: 'staging' }),
  prod: synthesize({ stage: 'prod' }),
};
const { prod } = templates;
const everyStage = Object.keys(templates) as (keyof typeof templates)[];

/**
 * The rules of AWS's groups as published: WAF developer guide, "AWS Managed Rules rule groups list", and the change log
 * for the versions. Another pinned version needs another list here.
 */
const publishedRules: Readonly<Record<string, { version: string; rules: readonly string[] }>> = {
  AWSManagedRulesKnownBadInputsRuleSet: {
    version: 'Version_1.24',
    rules: [
      'JavaDeserializationRCE_HEADER',
      'JavaDeserializationRCE_BODY',
      'JavaDeserializationRCE_URIPATH',
      'JavaDeserializationRCE_QUERYSTRING',
      'Host_localhost_HEADER',
      'PROPFIND_METHOD',
      'ExploitablePaths_URIPATH',
      'Log4JRCE_HEADER',
      'Log4JRCE_QUERYSTRING',
      'Log4JRCE_BODY',
      'Log4JRCE_URIPATH',
      'ReactJSRCE_BODY',
    ],
  },
  AWSManagedRulesCommonRuleSet: {
    version: 'Version_1.20',
    rules: [
      'NoUserAgent_HEADER',
      'UserAgent_BadBots_HEADER',
      'SizeRestrictions_QUERYSTRING',
      'SizeRestrictions_Cookie_HEADER',
      'SizeRestrictions_BODY',
      'SizeRestrictions_URIPATH',
      'EC2MetaDataSSRF_BODY',
      'EC2MetaDataSSRF_COOKIE',
      'EC2MetaDataSSRF_URIPATH',
      'EC2MetaDataSSRF_QUERYARGUMENTS',
      'GenericLFI_QUERYARGUMENTS',
      'GenericLFI_URIPATH',
      'GenericLFI_BODY',
      'RestrictedExtensions_URIPATH',
      'RestrictedExtensions_QUERYARGUMENTS',
      'GenericRFI_QUERYARGUMENTS',
      'GenericRFI_BODY',
      'GenericRFI_URIPATH',
      'CrossSiteScripting_COOKIE',
      'CrossSiteScripting_QUERYARGUMENTS',
      'CrossSiteScripting_BODY',
      'CrossSiteScripting_URIPATH',
    ],
  },
};

describe('firewall', () => {
  interface Rule {
    readonly Name: string;
    readonly Statement: {
      readonly RateBasedStatement?: { readonly Limit: number };
      readonly ManagedRuleGroupStatement?: {
        readonly Name: string;
        readonly Version: string;
        readonly RuleActionOverrides: readonly { readonly Name: string; readonly ActionToUse: object }[];
      };
    };
  }
  const { Rules, CustomResponseBodies } = only(prod, 'AWS::WAFv2::WebACL').Properties as {
    Rules: Rule[];
    CustomResponseBodies: Record<string, { Content: string; ContentType: string }>;
  };

  test('first it counts the requests of an address, of which one may send half of all', () => {
    expect(Rules[0]).toMatchObject({
      Priority: 0,
      Action: { Block: {} },
      Statement: { RateBasedStatement: { AggregateKeyType: 'IP', EvaluationWindowSec: 60, Limit: 1_500 } },
    });
    expect(Rules.map(({ Name }) => Name)).toEqual([
      'RatePerAddress',
      'AWSManagedRulesKnownBadInputsRuleSet',
      'AWSManagedRulesCommonRuleSet',
    ]);
  });

  test('an address that sends too much is told to wait, as a JSON-RPC error', () => {
    const { Action } = Rules[0] as unknown as {
      Action: {
        Block: {
          CustomResponse: {
            ResponseCode: number;
            CustomResponseBodyKey: string;
            ResponseHeaders: { Name: string; Value: string }[];
          };
        };
      };
    };
    const { ResponseCode, CustomResponseBodyKey, ResponseHeaders } = Action.Block.CustomResponse;

    expect(ResponseCode).toBe(429);
    expect(ResponseHeaders).toContainEqual({ Name: 'Retry-After', Value: '60' });
    // WAF refuses a custom response that sets it.
    expect(ResponseHeaders.map(({ Name }) => Name.toLowerCase())).not.toContain('content-type');
    expect(CustomResponseBodies[CustomResponseBodyKey]).toMatchObject({ ContentType: 'APPLICATION_JSON' });
    expect(JSON.parse(CustomResponseBodies[CustomResponseBodyKey]!.Content)).toMatchObject({
      jsonrpc: '2.0',
      error: { code: 429, message: expect.stringMatching(/\.$/) },
    });
  });

  test('no ticket is blocked for its length, or for text that looks like an attack', () => {
    const groups = Rules.flatMap(({ Statement }) => Statement.ManagedRuleGroupStatement ?? []);

    expect(groups.map(({ Name }) => Name).sort()).toEqual(Object.keys(publishedRules).sort());
    for (const { Name, Version, RuleActionOverrides } of groups) {
      const { version, rules } = publishedRules[Name]!;
      expect(Version).toBe(version);
      const counted = RuleActionOverrides.map((override) => override.Name);
      expect(counted.filter((rule) => !rules.includes(rule))).toEqual([]);
      const onBodies = rules.filter((rule) => rule.endsWith('_BODY'));
      expect(counted).toEqual(expect.arrayContaining(onBodies));
      for (const { ActionToUse } of RuleActionOverrides) expect(ActionToUse).toEqual({ Count: {} });
    }
  });

  test('it stands before the stage, and its log has no token', () => {
    expect(resolve(only(prod, 'AWS::WAFv2::WebACLAssociation').Properties)).toMatchObject({
      ResourceArn: expect.stringMatching(
        /^arn:aws:apigateway:eu-north-1::\/restapis\/api-id\/stages\/ApiRestApi/,
      ),
    });
    const { LogDestinationConfigs, RedactedFields } = resolve(
      only(prod, 'AWS::WAFv2::LoggingConfiguration').Properties,
    ) as { LogDestinationConfigs: string[]; RedactedFields: object[] };
    expect(RedactedFields).toContainEqual({ SingleHeader: { Name: 'authorization' } });
    expect(LogDestinationConfigs[0]).toMatch(/:log-group:WafLogs\w+$/);
    expect(resolve(only(prod, 'AWS::Logs::LogGroup', 'WafLogs').Properties)).toMatchObject({
      LogGroupName: 'aws-waf-logs-ops-assistant-prod-1a2b3c4d',
    });
  });
});

describe('audit trail', () => {
  test.each([
    ['dev', {}, 'GOVERNANCE'],
    ['staging', {}, 'GOVERNANCE'],
    ['prod', {}, 'GOVERNANCE'],
    ['prod', { auditLock: 'compliance' }, 'COMPLIANCE'],
  ] as const)(
    '%s %j: each record is locked in %s mode for as long as it is kept',
    (stage, options, LOCK_MODE) => {
      const template = synthesize({ stage, ...options });
      const bucket = only(template, 'AWS::S3::Bucket', 'AuditTrailBucket');
      const days = stages[stage].audit.retentionDays;

      expect(bucket.DeletionPolicy).toBe('RetainExceptOnCreate');
      expect(bucket.Properties).toMatchObject({
        ObjectLockEnabled: true,
        VersioningConfiguration: { Status: 'Enabled' },
        NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
        LifecycleConfiguration: {
          Rules: [
            expect.objectContaining({ ExpirationInDays: days + 1 }),
            expect.objectContaining({ Prefix: 'errors/', ExpirationInDays: 30 }),
          ],
        },
      });
      // With a default retention S3 demands a checksum with each write, and AWS does not document that Firehose sends one.
      expect(bucket.Properties).not.toHaveProperty('ObjectLockConfiguration.Rule');
      template.hasResourceProperties('AWS::Lambda::Function', {
        Environment: { Variables: { RETENTION_DAYS: String(days), LOCK_MODE } },
      });
    },
  );

  test('every new object of records goes to the function that locks it, and what fails is kept and told of', () => {
    const rule = resolve(only(prod, 'AWS::Events::Rule', 'AuditLockCreated').Properties) as {
      EventPattern: object;
      Targets: { Arn: string; DeadLetterConfig: { Arn: string } }[];
    };

    expect(rule.EventPattern).toEqual({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: {
        bucket: { name: [expect.stringMatching(/^AuditTrailBucket/)] },
        object: { key: [{ prefix: 'records/' }] },
      },
    });
    expect(rule.Targets).toEqual([
      expect.objectContaining({
        Arn: expect.stringMatching(/:AuditLockFunction/),
        DeadLetterConfig: { Arn: expect.stringMatching(/:AuditLockDeadLetters/) },
      }),
    ]);
    prod.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'ops-assistant-prod-audit-trail-unlocked',
    });
  });

  test('people are replaced before a record is stored, by a function that reaches nothing but their keys', () => {
    const stream = resolve(
      only(prod, 'AWS::KinesisFirehose::DeliveryStream', 'AuditTrailStream').Properties,
    ) as {
      ExtendedS3DestinationConfiguration: {
        Prefix: string;
        ErrorOutputPrefix: string;
        ProcessingConfiguration: {
          Enabled: boolean;
          Processors: { Type: string; Parameters: { ParameterName: string; ParameterValue: string }[] }[];
        };
      };
    };
    const { Prefix, ErrorOutputPrefix, ProcessingConfiguration } = stream.ExtendedS3DestinationConfiguration;
    const { Enabled, Processors } = ProcessingConfiguration;

    expect([Prefix, ErrorOutputPrefix]).toEqual([
      expect.stringMatching(/^records\//),
      expect.stringMatching(/^errors\//),
    ]);
    expect({ Enabled, types: Processors.map(({ Type }) => Type) }).toEqual({
      Enabled: true,
      types: ['Lambda'],
    });
    expect(Processors[0]!.Parameters).toContainEqual({
      ParameterName: 'LambdaArn',
      ParameterValue: expect.stringMatching(/:AuditPseudonymsFunction/),
    });
    const { PolicyDocument } = resolve(
      only(prod, 'AWS::IAM::Policy', 'AuditPseudonymsFunction').Properties,
    ) as { PolicyDocument: { Statement: { Action: string[]; Condition?: object }[] } };
    const onTable = PolicyDocument.Statement.filter(({ Action }) => String(Action).includes('dynamodb:'));
    expect(onTable).toEqual([
      expect.objectContaining({
        Action: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
        Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['PERSON_KEYS'] } },
      }),
    ]);
  });

  test('the function that answers callers reaches no key of a pseudonym', () => {
    const { PolicyDocument } = resolve(only(prod, 'AWS::IAM::Policy', 'ServerFunctionRole').Properties) as {
      PolicyDocument: { Statement: Record<string, unknown>[] };
    };
    expect(PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({
        Effect: 'Deny',
        Action: 'dynamodb:*',
        Condition: { 'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': ['PERSON_KEYS'] } },
      }),
    );
  });

  test('the function that locks may lock objects of this bucket, and nothing else in S3', () => {
    const { PolicyDocument } = resolve(only(prod, 'AWS::IAM::Policy', 'AuditLockFunction').Properties) as {
      PolicyDocument: { Statement: { Action: string | string[]; Resource: string }[] };
    };
    const onObjects = PolicyDocument.Statement.filter(({ Action }) => String(Action).startsWith('s3:'));

    expect(onObjects).toEqual([
      {
        Effect: 'Allow',
        Action: 's3:PutObjectRetention',
        Resource: expect.stringMatching(/:AuditTrailBucket\w+\/\*$/),
      },
    ]);
  });

  test('the address of a client is never where it could not be deleted', () => {
    const addressesIn = (options: Record<string, string>) =>
      JSON.stringify(synthesize(options).findResources('AWS::ApiGateway::Stage')).includes('sourceIp');

    expect(addressesIn({ stage: 'prod' })).toBe(true);
    expect(addressesIn({ stage: 'prod', auditLock: 'compliance' })).toBe(false);
  });

  test('both buckets are encrypted, closed to the public, and spoken to over TLS only', () => {
    const buckets = Object.values(prod.findResources('AWS::S3::Bucket') as Record<string, Resource>);
    const policies = Object.values(prod.findResources('AWS::S3::BucketPolicy') as Record<string, Resource>);

    expect(buckets).toHaveLength(2);
    for (const { Properties } of buckets) {
      expect(Properties).toMatchObject({
        BucketEncryption: expect.anything(),
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      });
    }
    expect(policies).toHaveLength(2);
    for (const { Properties } of policies) {
      expect(Properties).toMatchObject({
        PolicyDocument: {
          Statement: expect.arrayContaining([
            expect.objectContaining({
              Effect: 'Deny',
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            }),
          ]),
        },
      });
    }
  });

  test.each(everyStage)('%s: function and gateway send their records there', (stage) => {
    const filters = Object.values(
      templates[stage].findResources('AWS::Logs::SubscriptionFilter') as Record<string, Resource>,
    ).map(
      ({ Properties }) =>
        resolve(Properties) as { LogGroupName: string; FilterPattern: string; DestinationArn: string },
    );

    const patterns = filters.map(({ LogGroupName, FilterPattern }) => [
      LogGroupName.replace(/Logs.*/, ''),
      FilterPattern,
    ]);
    expect(patterns.sort()).toEqual([
      ['ApiAccess', ''],
      ['ServerFunction', '{ $.audit IS TRUE }'],
    ]);
    for (const { DestinationArn } of filters) expect(DestinationArn).toMatch(/:AuditTrailStream/);
  });

  test('the role that writes the records can neither delete one nor shorten its time', () => {
    const { PolicyDocument } = only(prod, 'AWS::IAM::Policy', 'AuditTrailWriter').Properties as {
      PolicyDocument: { Statement: { Action: string[] }[] };
    };

    const actions = PolicyDocument.Statement.flatMap(({ Action }) => Action);
    expect(actions).toContain('s3:PutObject');
    expect(actions.filter((action) => /Delete|Retention|LegalHold|Bypass|\*/.test(action))).toEqual([]);
  });
});
