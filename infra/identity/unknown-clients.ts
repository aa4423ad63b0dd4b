import { Annotations, CfnResource, Validations } from 'aws-cdk-lib';
import type * as cognito from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { knownDocuments } from '../../lambda/landing-page/known-hosts.ts';
import type { ClientRegistrationOption } from '../config/stages.ts';

export interface UnknownClientsOptions {
  readonly userPool: cognito.UserPool;
  readonly way: ClientRegistrationOption;
  /** Metadata documents besides those of the known hosts. */
  readonly clientDocuments: readonly string[];
  /** The only scopes that apps may ask for which no administrator has registered: `read` and `write`. */
  readonly scopes: readonly cognito.OAuthScope[];
  /** The same by their full names, without a reference: the user pool is made before its resource server. */
  readonly scopeNames: readonly string[];
  /** What the public client has: lifetimes, rotation, redirect addresses. */
  readonly publicClient: cognito.UserPoolClientOptions;
}

/** One day: a document that its host changes counts within that. The least that Cognito takes. */
const cacheSeconds = 86_400;

/**
 * Lets apps sign in that have no client id of the user pool. aws-cdk-lib 2.276 knows neither the resource nor the
 * property: both are written as CloudFormation documents them.
 */
export class UnknownClients extends Construct {
  /** The app client that all apps with a metadata document share; undefined where they are not accepted. */
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
