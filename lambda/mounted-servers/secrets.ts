import { createAwsCall } from '../aws/aws-call.ts';
import { environmentCredentials } from '../config/lambda-environment.ts';
import type { MountedConfig } from './mounted-config.ts';

/** Reads a secret by its name: of those that the environment gives, else in Lambda from AWS Secrets Manager. */
export function createSecretReader({
  mountedServerSecrets,
  inLambda,
  awsEndpoint,
  region,
}: Pick<MountedConfig, 'mountedServerSecrets' | 'inLambda' | 'region' | 'awsEndpoint'>): (
  name: string,
) => Promise<string> {
  return async (name) => {
    const configured = mountedServerSecrets.get(name);
    if (configured !== undefined) return configured;
    if (!inLambda) throw new Error(`MOUNTED_SERVER_SECRETS has no ${name}`);
    const call = createAwsCall({
      service: 'secretsmanager',
      region,
      endpoint: awsEndpoint,
      credentials: async () => environmentCredentials(),
    });
    const { SecretString } = await call<{ SecretString?: string }>('secretsmanager.GetSecretValue', {
      SecretId: name,
    });
    if (!SecretString) throw new Error('The secret holds no text');
    return SecretString;
  };
}
