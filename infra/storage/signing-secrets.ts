import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Stage } from '../config/stages.ts';

/**
 * The keys of SIGNING_SECRETS, made by Secrets Manager; the template holds references to them only. A change is a
 * deployment with the next generation: its key is known to the running version already, and the one before is still
 * accepted, so that neither half of a canary deployment refuses what the other half has signed.
 */
export class SigningSecrets extends Construct {
  /** CloudFormation fills the values in; the first signs. */
  readonly environmentValue: string;

  constructor(scope: Construct, id: string, { signingSecretGeneration: current }: Stage) {
    super(scope, id);
    const generations = [current, current + 1, current - 1].filter((generation) => generation > 0);
    this.environmentValue = generations
      .map((generation) => this.#secret(generation).secretValue.unsafeUnwrap())
      .join();
  }

  #secret(generation: number): Secret {
    const secret = new Secret(this, `Generation${generation}`, {
      description: 'Signs cursors and confirmations of Ops Assistant',
      // A comma would end the value: SIGNING_SECRETS is a list.
      generateSecretString: { passwordLength: 48, excludePunctuation: true },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'Changed by deploying the next generation: a timer would change the key under running instances.',
    });
    return secret;
  }
}
