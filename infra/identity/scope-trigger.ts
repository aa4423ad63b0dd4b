import { Validations } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { allScopes, type Scope } from '../../lambda/auth/scopes.ts';
import { createFunction } from '../compute/node-function.ts';
import type { Stage } from '../config/stages.ts';

export interface ScopeTriggerOptions {
  readonly stage: Stage;
  readonly userPool: cognito.UserPool;
  readonly scopePrefix: string;
  /** Scopes for groups of the company's identity provider. */
  readonly scopesByGroup: Readonly<Record<string, readonly Scope[]>> | undefined;
}

/** Limits the scopes per user: Cognito assigns scopes to clients, so every user who requests `admin` would get it. */
export function addScopeTrigger(
  scope: Construct,
  { stage, userPool, scopePrefix, scopesByGroup }: ScopeTriggerOptions,
): void {
  const fullNames = (names: readonly Scope[]) => names.map((name) => `${scopePrefix}${name}`);
  const byGroup = Object.entries(scopesByGroup ?? {}).map(([group, names]) => [group, fullNames(names)]);
  const trigger = createFunction(scope, 'AdminScope', {
    stage,
    description: 'Ops Assistant: limits the scopes of each person to those of their groups',
    entry: 'handlers/pre-token-generation',
    timeoutSeconds: 5,
    memoryMb: 256,
    environment: {
      SCOPES: fullNames(allScopes).join(' '),
      ...(scopesByGroup && { SCOPES_BY_GROUP: JSON.stringify(Object.fromEntries(byGroup)) }),
    },
  });
  userPool.addTrigger(
    cognito.UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG,
    trigger,
    cognito.LambdaVersion.V2_0,
  );
  new cognito.CfnUserPoolGroup(scope, 'Admins', {
    userPoolId: userPool.userPoolId,
    groupName: 'admins',
    description: 'May read and change all tickets',
  });
  Validations.of(trigger).acknowledge({
    id: 'Serverless-LambdaDLQ',
    reason: 'Cognito calls it and waits for the answer; a dead-letter queue is for asynchronous calls.',
  });
}
