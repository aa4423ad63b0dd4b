import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createAwsCall } from '../../../lambda/aws/aws-call.ts';
import { readConfig } from '../../../lambda/config/read-config.ts';
import { createInspector } from '../../../lambda/mounted-servers/inspection/create-inspector.ts';
import { createSecretReader } from '../../../lambda/mounted-servers/secrets.ts';
import { deployedTableOf } from '../../cli.ts';
import { type OpenTable, openDeployedTable, openLocalTable } from '../../data/import/open-table.ts';
import type { Values } from './options.ts';

/** The table with the mounted servers, and the client that inspects them from this machine. */
export interface Workplace extends OpenTable {
  readonly inspect: ReturnType<typeof createInspector>;
}

type Environment = Record<string, string | undefined>;

export async function openWorkplace(values: Values, env: Environment): Promise<Workplace> {
  const deployed = deployedTableOf(values, env);
  if (!deployed) {
    const readSecret = createSecretReader(readLocalConfig(env));
    const opened = await openLocalTable(env, { dryRun: false });
    return { ...opened, inspect: createInspector({ inLambda: false }, readSecret) };
  }
  const opened = await openDeployedTable(deployed.table, deployed.region, env);
  // The deployed function must not call loopback, so a server that is approved for it must not be there either.
  return { ...opened, inspect: createInspector({ inLambda: true }, awsSecrets(deployed.region, env)) };
}

/** Placeholders replace variables of a running server that are not needed here. */
function readLocalConfig(env: Environment) {
  return readConfig({
    ...env,
    OIDC_ISSUER: env.OIDC_ISSUER || 'http://127.0.0.1',
    SIGNING_SECRETS: '-'.repeat(32),
  });
}

function awsSecrets(region: string, env: Environment): (name: string) => Promise<string> {
  const { credentials } = new DynamoDBClient({ region }).config;
  const call = createAwsCall({
    service: 'secretsmanager',
    region,
    endpoint: env.AWS_ENDPOINT_URL_SECRETS_MANAGER ?? env.AWS_ENDPOINT_URL,
    credentials,
  });
  return async (name) => {
    const { SecretString } = await call<{ SecretString?: string }>('secretsmanager.GetSecretValue', {
      SecretId: name,
    });
    if (!SecretString) throw new Error(`The secret ${name} contains no text`);
    return SecretString;
  };
}
