import { describe, expect, test } from 'vitest';
import { only, resolve, synthesize } from './synthesize.ts';

const template = synthesize({ stage: 'prod', customerKey: 'true', slackWebhookSecret: 'ops/slack' });
const keyId = Object.keys(template.findResources('AWS::KMS::Key'))[0]!;
const arn = { 'Fn::GetAtt': [keyId, 'Arn'] };

type Properties = Readonly<Record<string, unknown>>;
const allOf = (type: string): [string, Properties][] =>
  Object.entries(template.findResources(type)).map(([id, { Properties }]) => [id, Properties as Properties]);

interface Statement {
  readonly Action: string | readonly string[];
  readonly Principal: Readonly<Record<string, string | readonly string[]>>;
  readonly Condition?: object;
}
const { KeyPolicy, EnableKeyRotation } = resolve(only(template, 'AWS::KMS::Key').Properties) as {
  KeyPolicy: { Statement: Statement[] };
  EnableKeyRotation: boolean;
};
const statementFor = (principal: string) =>
  KeyPolicy.Statement.find(({ Principal }) => Object.values(Principal).flat().includes(principal));

describe('with -c customerKey=true', () => {
  test.each([
    ['AWS::Logs::LogGroup', 'KmsKeyId'],
    ['AWS::SNS::Topic', 'KmsMasterKeyId'],
    ['AWS::SQS::Queue', 'KmsMasterKeyId'],
    ['AWS::SecretsManager::Secret', 'KmsKeyId'],
  ])('every %s is encrypted with it', (type, property) => {
    const found = allOf(type);

    expect(found.length).toBeGreaterThan(0);
    for (const [id, properties] of found) expect(properties[property], id).toEqual(arn);
  });

  test('the table and its copies are', () => {
    const [[, table]] = allOf('AWS::DynamoDB::GlobalTable') as [[string, Properties]];

    expect(table).toMatchObject({
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      Replicas: [{ SSESpecification: { KMSMasterKeyId: arn } }],
    });
  });

  test('every bucket is, but the one into which S3 writes who has read: S3 could not', () => {
    const algorithms = allOf('AWS::S3::Bucket').map(([id, { BucketEncryption }]) => [
      id.replace(/[0-9A-F]{8}$/, ''),
      JSON.stringify(BucketEncryption).includes(keyId),
    ]);

    expect(Object.fromEntries(algorithms)).toEqual({ AuditTrailBucket: true, AuditTrailReaders: false });
  });

  test('the key is renewed each year, and outlives the stack like the data that it opens', () => {
    expect(EnableKeyRotation).toBe(true);
    expect(only(template, 'AWS::KMS::Key').DeletionPolicy).toBe('RetainExceptOnCreate');
  });

  test.each([
    ['cloudwatch.amazonaws.com', 'alarms'],
    ['events.amazonaws.com', 'notices and events that could not be delivered'],
    ['budgets.amazonaws.com', 'the budget'],
  ])('%s may use it, or %s would not arrive; for this account only', (principal) => {
    expect(statementFor(principal)).toMatchObject({
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Condition: { StringEquals: { 'aws:SourceAccount': '111111111111' } },
    });
  });

  test('CloudWatch Logs may, for log groups of this account', () => {
    expect(statementFor('logs.eu-north-1.amazonaws.com')?.Condition).toEqual({
      ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:eu-north-1:111111111111:log-group:*' },
    });
  });

  test('all else goes by the services, for callers of this account', () => {
    expect(statementFor('*')?.Condition).toEqual({
      StringEquals: {
        'kms:CallerAccount': '111111111111',
        'kms:ViaService': ['dynamodb', 's3', 'sns', 'sqs', 'secretsmanager'].map(
          (service) => `${service}.eu-north-1.amazonaws.com`,
        ),
      },
    });
  });
});

test('without it there is no key to pay for', () => {
  synthesize({ stage: 'prod' }).resourceCountIs('AWS::KMS::Key', 0);
});

test('Cognito sends its mail by SES when there is an address for it', () => {
  const { EmailConfiguration } = resolve(
    only(synthesize({ emailFrom: 'ops@example.com', region: 'ap-northeast-2' }), 'AWS::Cognito::UserPool')
      .Properties,
  ) as { EmailConfiguration: object };

  expect(EmailConfiguration).toEqual({
    EmailSendingAccount: 'DEVELOPER',
    From: 'Ops Assistant <ops@example.com>',
    SourceArn: 'arn:aws:ses:ap-northeast-2:111111111111:identity/example.com',
  });
});
