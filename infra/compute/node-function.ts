import { join } from 'node:path';
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { type BundlingOptions, Charset, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { removalPolicyOf } from '../config/removal-policy.ts';
import type { Stage } from '../config/stages.ts';
import { bundle } from './esbuild-options.ts';

export interface FunctionOptions {
  readonly stage: Stage;
  readonly description: string;
  /** Path below lambda/, without the extension. */
  readonly entry: string;
  /** A bundle that is built differently from those of the other functions. */
  readonly built?: Pick<lambda.FunctionProps, 'handler' | 'code' | 'runtimeManagementMode'>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment?: Record<string, string>;
  readonly reservedConcurrency?: number | undefined;
}

const root = join(import.meta.dirname, '../..');

/**
 * Creates a function with the project's defaults: Node 24 on arm64, JSON logs with an expiry, tracing. Its only
 * permission is to write these.
 */
export function createFunction(scope: Construct, id: string, options: FunctionOptions): NodejsFunction {
  const { stage } = options;
  const logGroup = new LogGroup(scope, `${id}Logs`, {
    retention: stage.logRetentionDays,
    removalPolicy: removalPolicyOf(stage),
  });
  const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);

  const created = new NodejsFunction(scope, id, {
    description: options.description,
    entry: join(root, 'lambda', `${options.entry}.ts`),
    projectRoot: root,
    depsLockFilePath: join(root, 'package-lock.json'),
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    bundling,
    ...options.built,
    role,
    logGroup,
    loggingFormat: lambda.LoggingFormat.JSON,
    applicationLogLevelV2: lambda.ApplicationLogLevel[stage.logLevel],
    systemLogLevelV2: lambda.SystemLogLevel.INFO,
    tracing: lambda.Tracing.ACTIVE,
    recursiveLoop: lambda.RecursiveLoop.TERMINATE,
    timeout: Duration.seconds(options.timeoutSeconds),
    memorySize: options.memoryMb,
    environment: options.environment ?? {},
    currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
    ...(options.reservedConcurrency !== undefined && {
      reservedConcurrentExecutions: options.reservedConcurrency,
    }),
  });

  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason:
      'X-Ray traces and results of log queries have no ARN: PutTraceSegments, PutTelemetryRecords and GetQueryResults can be granted on * only.',
  });
  return created;
}

/** The options of esbuild-options.ts in the format of NodejsFunction. */
const bundling: BundlingOptions = {
  format: OutputFormat.CJS,
  target: bundle.target,
  minify: bundle.minify,
  charset: Charset.UTF8,
  loader: bundle.loader,
  mainFields: [...bundle.mainFields],
  banner: bundle.banner.js,
  bundleAwsSDK: true,
  esbuildArgs: {
    '--supported:dynamic-import': String(bundle.supported['dynamic-import']),
    ...Object.fromEntries(Object.entries(bundle.alias).map(([name, file]) => [`--alias:${name}`, file])),
  },
};
