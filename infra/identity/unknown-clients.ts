import { Annotations, CfnResource, Validations } from 'aws-cdk-lib';
import type * as cognito from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { knownDocuments } from '../../lambda/landing-page/known-hosts.ts';
import type { ClientRegistrationOption } from '../config/stages.ts';

export interface UnknownClientsOptions {
  readonly userPool: cognito.UserPool;
  readonly way: ClientRegistrationOption;
  /** Accepted metadata documents, in addition to those of the known hosts. */
  readonly clientDocuments: readonly string[];
  /** The only scopes for apps that no administrator has registered: `read` and `write`. */
  readonly scopes: readonly cognito.OAuthScope[];
  /** Their full names, not references: the user pool is created before its resource server. */
  readonly scopeNames: readonly string[];
  /** Settings that are copied from the public client: lifetimes, rotation, redirect addresses. */
  readonly publicClient: cognito.UserPoolClientOptions;
}

/** One day, Cognito's minimum: a changed document takes effect within this time. */
const cacheSeconds = 86_400;

/**
 * Lets apps sign in without a client id of the user pool. aws-cdk-lib 2.276 supports neither the resource nor the
 * property, so both are raw CloudFormation.
 */
export class UnknownClients extends Construct {
  /** The app client that all apps with a metadata document share; undefined if documents are not accepted. */
  readonly documentClient: cognito.UserPoolClient | undefined;

  constructor(scope: Construct, id: string, options: UnknownClientsOptions) {
    super(scope, id);
    const { userPool, way, clientDocuments, scopes, scopeNames, publicClient } = options;
    if (way === 'none') return;

    this.documentClient = userPool.addClient('DocumentClient', {
      ...publicClient,
      oAuth: { ...publicClient.oAuth, scopes: [...scopes] },
    });
    const documents = new CfnResource(this, 'Documents', {
      type: 'AWS::Cognito::CIMDPolicy',
      properties: {
        UserPoolId: userPool.userPoolId,
        ClientId: this.documentClient.userPoolClientId,
        PolicyName: 'known-hosts',
        URLPatterns: [...knownDocuments, ...clientDocuments],
        CacheDuration: cacheSeconds,
      },
    });
    const isOpen = way === 'open';
    (userPool.node.defaultChild as cognito.CfnUserPool).addPropertyOverride('DcrConfiguration', {
      EnableStatus: isOpen ? 'Enabled' : 'Disabled',
      OpenDcrEnabled: isOpen,
      OpenDcrGrantTypes: ['code'],
      AuthenticatedGrantTypes: ['code'],
      AllowedScopes: scopeNames,
    });
    const reason =
      "Newer than the CDK's copy of the schemas; test/infra/cfn-lint has what CloudFormation documents.";
    Validations.of(documents).acknowledge({ id: 'CloudFormation-Validate::F3006', reason });
    Validations.of(userPool).acknowledge({ id: 'CloudFormation-Validate::F3002', reason });
    Annotations.of(this).addInfo(
      'Apps sign in by AWS::Cognito::CIMDPolicy. If CloudFormation answers "Unrecognized resource types", this region or account does not have it yet: deploy with -c clientRegistration=none.',
    );
  }
}
