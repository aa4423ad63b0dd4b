import { SecretValue } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import type { Federation } from '../config/federation-option.ts';

/** Created only with a federation: an attribute cannot be removed from a user pool. */
export const federatedAttributes = {
  groups: new cognito.StringAttribute({ mutable: true, maxLen: 2048 }),
};

/** Clients need write access to the provider's attributes; without it, the sign-in fails. */
export const federatedWriteAttributes = new cognito.ClientAttributes()
  .withStandardAttributes({ email: true })
  .withCustomAttributes('groups');

/** Lets people sign in at the company's identity provider, which sends their groups to the user pool. */
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
