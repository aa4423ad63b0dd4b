import { basename, join } from 'node:path';
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import {
  type BundlingOptions,
  Charset,
  type ICommandHooks,
  NodejsFunction,
  OutputFormat,
} from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { CodeCache } from '../config/context-options.ts';
import { removalPolicyOf } from '../config/removal-policy.ts';
import type { Stage } from '../config/stages.ts';
import { bundle } from './esbuild-options.ts';

export interface FunctionOptions {
  readonly stage: Stage;
  readonly description: string;
  /** Below lambda/, without the extension. */
  readonly entry: string;
  /** A module below lambda/ that is laid beside the bundle, and that Lambda starts instead of it. */
  readonly start?: string;
  readonly codeCache?: CodeCache;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment?: Record<string, string>;
  readonly reservedConcurrency?: number | undefined;
}

const root = join(import.meta.dirname, '../..');

/** A function as all of ours are: Node 24 on arm64, JSON logs with an end, traced, with no right but to write these. */
export function createFunction(scope: Construct, id: string, options: FunctionOptions): NodejsFunction {
  const { stage, codeCache = 'off' } = options;
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
    bundling: options.start ? { ...bundling, commandHooks: copying(options.start, codeCache) } : bundling,
    ...(options.start && { handler: `${basename(options.start, '.mjs')}.handler` }),
    // Node changes with the function only: another Node's V8 would refuse the cache.
    ...(codeCache !== 'off' && { runtimeManagementMode: lambda.RuntimeManagementMode.FUNCTION_UPDATE }),
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

/** bundling.ts in the words of NodejsFunction. */
const bundling: BundlingOptions = {
  format: OutputFormat.CJS,
  target: bundle.target,
  minify: bundle.minify,
  charset: Charset.UTF8,
  loader: bundle.loader,
  mainFields: [...bundle.mainFields],
  bundleAwsSDK: true,
  esbuildArgs: {
    '--supported:dynamic-import': String(bundle.supported['dynamic-import']),
    ...Object.fromEntries(Object.entries(bundle.alias).map(([name, file]) => [`--alias:${name}`, file])),
  },
};

function copying(start: string, codeCache: CodeCache): ICommandHooks {
  const makeCache = `npm --prefix "${root}" run --silent code-cache --`;
  const cacheCommand = (to: string) =>
    codeCache === 'off' ? [] : [`${makeCache} "${to}"${codeCache === 'image' ? ' --image' : ''}`];
  return {
    beforeBundling: () => [],
    beforeInstall: () => [],
    afterBundling: (_from, to) => {
      const copy = `require('node:fs').copyFileSync(process.argv[1], process.argv[2])`;
      return [
        `node -e "${copy}" "${join(root, 'lambda', start)}" "${join(to, basename(start))}"`,
        ...cacheCommand(to),
      ];
    },
  };
}
