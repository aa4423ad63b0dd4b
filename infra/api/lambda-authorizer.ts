import { Duration, Validations } from 'aws-cdk-lib';
import { TokenAuthorizer as GatewayTokenAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { authorizerCacheSeconds, bearerPattern } from '../../lambda/http/gateway-contract.ts';
import { createFunction } from '../compute/node-function.ts';
import type { Stage } from '../config/stages.ts';

/** Rejects invalid tokens at the gateway. It has no secrets and no access to the table. */
export class TokenAuthorizer extends Construct {
  readonly gatewayAuthorizer: GatewayTokenAuthorizer;
  readonly function: IFunction;
  readonly logGroup: ILogGroup;

  constructor(
    scope: Construct,
    id: string,
    { stage, tokenEnvironment }: { readonly stage: Stage; readonly tokenEnvironment: Record<string, string> },
  ) {
    super(scope, id);
    const handler = createFunction(this, 'Function', {
      stage,
      description: 'Ops Assistant: checks tokens for API Gateway',
      entry: 'handlers/authorizer',
      timeoutSeconds: 5,
      memoryMb: 512,
      environment: {
        ...tokenEnvironment,
        // The configuration schema requires a value; the authorizer signs nothing.
        SIGNING_SECRETS: 'none: the authorizer signs nothing',
      },
    });
    this.function = handler;
    this.logGroup = handler.logGroup;
    this.gatewayAuthorizer = new GatewayTokenAuthorizer(this, 'TokenAuthorizer', {
      handler,
      validationRegex: bearerPattern,
      resultsCacheTtl: Duration.seconds(authorizerCacheSeconds),
    });

    Validations.of(handler).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason: 'API Gateway calls it and waits for the answer; a dead-letter queue is for asynchronous calls.',
    });
  }
}
