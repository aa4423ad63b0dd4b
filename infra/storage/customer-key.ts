import { Aspects, Aws, CfnResource, type IAspect, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { AnyPrincipal, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct, type IConstruct } from 'constructs';
import type { Stage } from '../config/stages.ts';

const use = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'];

/** Services that use the key with the permissions of the role that calls them. */
const services = ['dynamodb', 's3', 'sns', 'sqs', 'secretsmanager'];

/** Services that publish to topics and queues with their own permissions. */
const publishers = ['cloudwatch', 'events', 'budgets', 'sns'];

/** A customer-managed key for all stored data: table, audit trail, logs, topics, queues and secrets. */
export class CustomerKey extends Construct {
  readonly #key: Key;

  constructor(scope: Construct, id: string, { name, keepData }: Stage) {
    super(scope, id);
    this.#key = new Key(this, 'Key', {
      description: `Ops Assistant (${name}): data, logs, notices and secrets`,
      enableKeyRotation: true,
      // Retained data cannot be read without the key.
      removalPolicy: keepData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
    });
    // Like the policies of AWS-managed keys: a role with access to the table may use the key for the table only.
    this.#key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new AnyPrincipal()],
        actions: [...use, 'kms:CreateGrant'],
        resources: ['*'],
        conditions: {
          StringEquals: {
            'kms:CallerAccount': Aws.ACCOUNT_ID,
            'kms:ViaService': services.map((service) => `${service}.${Aws.REGION}.amazonaws.com`),
          },
        },
      }),
    );
    this.#key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(`logs.${Aws.REGION}.amazonaws.com`)],
        actions: use,
        resources: ['*'],
        conditions: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:*`,
          },
        },
      }),
    );
    this.#key.addToResourcePolicy(
      new PolicyStatement({
        principals: publishers.map((service) => new ServicePrincipal(`${service}.amazonaws.com`)),
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
  }

  /** Encrypts every supported resource of the stack, including resources that are added later. */
  encryptAll(stack: Stack): void {
    Aspects.of(stack).add(new Encrypt(this.#key.keyArn));
  }
}

class Encrypt implements IAspect {
  readonly #keyArn: string;
  constructor(keyArn: string) {
    this.#keyArn = keyArn;
  }

  visit(node: IConstruct): void {
    if (!(node instanceof CfnResource)) return;
    const properties: Readonly<Record<string, readonly [path: string, value: unknown]>> = {
      // TableV2 accepts a key only if the region is known at synthesis.
      'AWS::DynamoDB::GlobalTable': ['Replicas.0.SSESpecification.KMSMasterKeyId', this.#keyArn],
      'AWS::Logs::LogGroup': ['KmsKeyId', this.#keyArn],
      'AWS::SNS::Topic': ['KmsMasterKeyId', this.#keyArn],
      'AWS::SQS::Queue': ['KmsMasterKeyId', this.#keyArn],
      'AWS::SecretsManager::Secret': ['KmsKeyId', this.#keyArn],
      'AWS::S3::Bucket': [
        'BucketEncryption.ServerSideEncryptionConfiguration',
        [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: this.#keyArn },
          },
        ],
      ],
    };
    const property = properties[node.cfnResourceType];
    // S3 cannot write server access logs into a bucket with a customer-managed key.
    if (!property || node.node.path.includes('/Readers/')) return;
    node.addPropertyOverride(...property);
    if (node.cfnResourceType === 'AWS::SQS::Queue') node.addPropertyDeletionOverride('SqsManagedSseEnabled');
  }
}
