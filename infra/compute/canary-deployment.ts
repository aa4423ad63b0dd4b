import { Validations } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Construct } from 'constructs';
import type { Stage } from '../config/stages.ts';
import type { McpFunction } from './mcp-function.ts';
import { createFunction } from './node-function.ts';

export interface CanaryDeploymentOptions {
  readonly stage: Stage;
  readonly server: McpFunction;
  /** If one of these alarms starts during the deployment, the new version is rolled back. */
  readonly rollbackAlarms: readonly IAlarm[];
  /** Credentials for the test of the new version, as variables of lambda/handlers/check-new-version.ts. */
  readonly clientEnvironment: Record<string, string>;
  /** False shifts all calls at once and ignores alarms. Use it for a version that repairs the running one. */
  readonly guarded: boolean;
}

/**
 * Deploys a new version in steps: a test without traffic, a tenth of the calls for five minutes, then all calls. An
 * alarm rolls it back.
 */
export class CanaryDeployment extends Construct {
  constructor(scope: Construct, id: string, options: CanaryDeploymentOptions) {
    super(scope, id);
    const { server, rollbackAlarms, guarded } = options;
    const check = this.#check(options);
    // The hook needs the new version, and the permission to call it, before the alias begins to shift.
    server.live.node.addDependency(check, check.role!);
    const group = new LambdaDeploymentGroup(this, 'Group', {
      alias: server.live,
      deploymentConfig: guarded
        ? LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES
        : LambdaDeploymentConfig.ALL_AT_ONCE,
      preHook: check as IFunction,
      alarms: guarded ? [...rollbackAlarms] : [],
      autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: guarded },
    });
    group.grantPutLifecycleEventHookExecutionStatus(check);
    Validations.of(group).acknowledge(
      {
        id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited]',
        reason: 'AWS publishes this policy for this role; it permits little besides shifting aliases.',
      },
      {
        id: 'AwsSolutions-IAM5[Resource::<DeliveryCheckBAC046CC.Arn>:*]',
        reason: 'Permission to call the check before traffic; the function has only one version.',
      },
    );
  }

  #check({ stage, server, clientEnvironment }: CanaryDeploymentOptions): NodejsFunction {
    const { functionArn } = server.function.currentVersion;
    const check = createFunction(this, 'Check', {
      stage,
      description: 'Ops Assistant: tests a new version before it gets traffic',
      entry: 'handlers/check-new-version',
      timeoutSeconds: 60,
      memoryMb: 256,
      environment: { STAGE: stage.name, NEW_VERSION: functionArn, ...clientEnvironment },
    });
    check.addToRolePolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] }),
    );
    Validations.of(check).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason: 'CodeDeploy calls it, and treats a missing answer within an hour as a failure.',
    });
    return check;
  }
}
