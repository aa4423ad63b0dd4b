import { Validations } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaDeploymentConfig, LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Construct } from 'constructs';
import type { McpFunction } from './mcp-function.ts';

/** How a new version takes over: a tenth of the calls for five minutes, then all; back to the old one on an alarm. */
export class CanaryDeployment extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { server, rollbackAlarm }: { readonly server: McpFunction; readonly rollbackAlarm: IAlarm },
  ) {
    super(scope, id);
    const group = new LambdaDeploymentGroup(this, 'Group', {
      alias: server.live,
      deploymentConfig: LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
      alarms: [rollbackAlarm],
      autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
    });
    Validations.of(group).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited]',
      reason: 'The policy that AWS made for this role: it may shift aliases, and little else.',
    });
  }
}
