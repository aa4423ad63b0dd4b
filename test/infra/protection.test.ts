import { describe, expect, test } from 'vitest';
import { type StageName, stages } from '../../infra/config/stages.ts';
import { only, type Resource, resolve, synthesize } from './synthesize.ts';

const templates = {
  dev: synthesize({ stage: 'dev' }),
  staging: synthesize({ stage: 'staging' }),
  prod: synthesize({ stage: 'prod' }),
};
const { prod } = templates;
const everyStage = Object.keys(templates) as StageName[];

describe('firewall', () => {
  interface Rule {
    readonly Name: string;
    readonly Statement: {
      readonly RateBasedStatement?: { readonly Limit: number };
      readonly ManagedRuleGroupStatement?: {
        readonly RuleActionOverrides: readonly { readonly Name: string; readonly ActionToUse: object }[];
      };
    };
  }
  const { Rules } = only(prod, 'AWS::WAFv2::WebACL').Properties as { Rules: Rule[] };

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

  test('no ticket is blocked for its length, or for text that looks like an attack', () => {
    const overrides = Rules.flatMap(
      ({ Statement }) => Statement.ManagedRuleGroupStatement?.RuleActionOverrides ?? [],
    );

    expect(
      overrides
        .filter(({ Name }) => Name.endsWith('_BODY'))
        .map(({ Name }) => Name)
        .sort(),
    ).toEqual([
      'CrossSiteScripting_BODY',
      'EC2MetaDataSSRF_BODY',
      'GenericLFI_BODY',
      'GenericRFI_BODY',
      'JavaDeserializationRCE_BODY',
      'Log4JRCE_BODY',
      'SizeRestrictions_BODY',
    ]);
    for (const { ActionToUse } of overrides) expect(ActionToUse).toEqual({ Count: {} });
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
    ['dev', 'GOVERNANCE'],
    ['staging', 'GOVERNANCE'],
    ['prod', 'COMPLIANCE'],
  ] as const)('%s: records are locked in %s mode for as long as they are kept', (stage, Mode) => {
    const bucket = only(templates[stage], 'AWS::S3::Bucket', 'AuditTrailBucket');
    const days = stages[stage].audit.retentionDays;

    expect(bucket.DeletionPolicy).toBe('Retain');
    expect(bucket.Properties).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Days: days, Mode } } },
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: { Rules: [expect.objectContaining({ ExpirationInDays: days + 1 })] },
    });
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

  test.each(everyStage)('%s: function, authorizer and gateway all send their records there', (stage) => {
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
      ['AuthorizerFunction', '{ $.audit IS TRUE }'],
      ['ServerFunction', '{ $.audit IS TRUE }'],
    ]);
    for (const { DestinationArn } of filters) expect(DestinationArn).toMatch(/:AuditTrailStream/);
  });

  test('whoever writes the records can neither delete one nor shorten its time', () => {
    const { PolicyDocument } = only(prod, 'AWS::IAM::Policy', 'AuditTrailWriter').Properties as {
      PolicyDocument: { Statement: { Action: string[] }[] };
    };

    const actions = PolicyDocument.Statement.flatMap(({ Action }) => Action);
    expect(actions).toContain('s3:PutObject');
    expect(actions.filter((action) => /Delete|Retention|LegalHold|Bypass|\*/.test(action))).toEqual([]);
  });
});
