import { SecretValue } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import type { Federation } from '../config/federation-option.ts';

/** Mapped only with a federation: an attribute that exists cannot be removed from a user pool. */
export const federatedAttributes = {
  groups: new cognito.StringAttribute({ mutable: true, maxLen: 2048 }),
};

/** Clients have to be able to write what the provider brings: a sign-in by one that cannot fails. */
export const federatedWriteAttributes = new cognito.ClientAttributes()
  .withStandardAttributes({ email: true })
  .withCustomAttributes('groups');

/** Lets people of a company sign in at its own identity provider, which tells the user pool their groups. */
export function addFederation(scope: Construct, userPool: cognito.UserPool, federation: Federation): void {
  const { type, name, emailClaim, groupsClaim } = federation;
  const id = 'Federation';
  const shared = {
    userPool,
    name,
    attributeMapping: {
      email: cognito.ProviderAttribute.other(emailClaim),
      custom: { 'custom:groups': cognito.ProviderAttribute.other(groupsClaim) },
    },
  };
  if (type === 'saml') {
    const metadata = cognito.UserPoolIdentityProviderSamlMetadata.url(federation.metadataUrl);
    new cognito.UserPoolIdentityProviderSaml(scope, id, { ...shared, metadata });
  } else {
    new cognito.UserPoolIdentityProviderOidc(scope, id, {
      ...shared,
      issuerUrl: federation.issuer,
      clientId: federation.clientId,
      clientSecret: SecretValue.secretsManager(federation.secretName).unsafeUnwrap(),
      scopes: ['openid', 'email', 'profile'],
    });
  }
}
