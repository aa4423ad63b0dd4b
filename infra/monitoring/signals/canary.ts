import { Duration, Validations } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Api } from '../../api/rest-api.ts';
import { createFunction } from '../../compute/node-function.ts';
import type { Stage } from '../../config/stages.ts';
import { type CanaryClient, programEnvironment } from '../../identity/identity-provider.ts';

export interface CanaryOptions {
  readonly stage: Stage;
  readonly api: Api;
  readonly client: CanaryClient;
}

/** Interval between runs; the alarm uses it as its period. */
export const canaryMinutes = 5;

/** Calls the server from outside, as a client would, so that an outage is noticed without other traffic. */
export class Canary extends Construct {
  readonly logGroup: ILogGroup;

  constructor(scope: Construct, id: string, { stage, api, client }: CanaryOptions) {
    super(scope, id);
    const ask = createFunction(this, 'Function', {
      stage,
      description: 'Ops Assistant: signs in, lists the tools and calls one, every few minutes',
      entry: 'handlers/canary',
      timeoutSeconds: 60,
      memoryMb: 256,
      environment: {
        STAGE: stage.name,
        MCP_URL: api.mcpUrl,
        ...programEnvironment(client),
      },
    });
    this.logGroup = ask.logGroup;
    const schedule = new Rule(this, 'Schedule', {
      schedule: Schedule.rate(Duration.minutes(canaryMinutes)),
      // No retries: the metric reports a failed run, and the next run follows soon.
      targets: [new LambdaFunction(ask, { retryAttempts: 0 })],
    });

    // The first run needs a deployed API and a working address.
    schedule.node.addDependency(api);

    const reason = 'A lost run shows as a missing value, and the alarm tells when values stop coming.';
    Validations.of(ask).acknowledge({ id: 'Serverless-LambdaDLQ', reason });
    Validations.of(schedule).acknowledge({ id: 'Serverless-EventBusDLQ', reason });
  }
}
