import { Validations } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { createFunction } from '../compute/node-function.ts';
import type { Stage } from '../config/stages.ts';

export interface AdminScopeOptions {
  readonly stage: Stage;
  readonly userPool: cognito.UserPool;
  /** With its prefix. */
  readonly adminScope: string;
}

/** Scopes belong to a client and not to a user: without this, everyone who asked for `admin` would get it. */
export function giveAdminScopeToAdminsOnly(
  scope: Construct,
  { stage, userPool, adminScope }: AdminScopeOptions,
): void {
  const trigger = createFunction(scope, 'AdminScope', {
    stage,
    description: 'Ops Assistant: leaves the admin scope to the members of the group admins',
    entry: 'handlers/pre-token-generation',
    timeoutSeconds: 5,
    memoryMb: 256,
    environment: { ADMIN_SCOPE: adminScope },
  });
  userPool.addTrigger(
    cognito.UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG,
    trigger,
    cognito.LambdaVersion.V2_0,
  );
  new cognito.CfnUserPoolGroup(scope, 'Admins', {
    userPoolId: userPool.userPoolId,
    groupName: 'admins',
    description: "May see and move everybody's tickets",
  });
  Validations.of(trigger).acknowledge({
    id: 'Serverless-LambdaDLQ',
    reason: 'Cognito calls it and waits for the answer; a dead-letter queue is for asynchronous calls.',
  });
}
