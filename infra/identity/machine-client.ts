import { Duration } from 'aws-cdk-lib';
import type * as cognito from 'aws-cdk-lib/aws-cognito';

/** Adds a client for a program that authenticates as itself. It cannot get `admin`, which is for people. */
export function addMachineClient(
  userPool: cognito.UserPool,
  id: string,
  scopes: cognito.OAuthScope[],
): cognito.UserPoolClient {
  const client = userPool.addClient(id, {
    generateSecret: true,
    oAuth: { flows: { clientCredentials: true }, scopes },
    accessTokenValidity: Duration.hours(1),
  });
  // Without this, Cognito's default applies, which permits sign-in with a password.
  (client.node.defaultChild as cognito.CfnUserPoolClient).explicitAuthFlows = ['ALLOW_REFRESH_TOKEN_AUTH'];
  return client;
}
