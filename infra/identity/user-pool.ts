import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { allScopes, scopes } from '../../lambda/auth/scopes.ts';
import type { GatewayResponse } from '../../lambda/http/gateway-contract.ts';
import { createFunction } from '../compute/node-function.ts';
import { stackSuffix } from '../config/stack-suffix.ts';
import type { Stage } from '../config/stages.ts';
import { issuerMetadata } from './authorization-server-metadata.ts';
import type { CanaryClient, Identity } from './identity-provider.ts';

export interface UserPoolOptions {
  readonly stage: Stage;
  readonly mcpUrl: string;
  readonly publicUrl: string;
  readonly callbackUrls: readonly string[];
  readonly machineClient: boolean;
}

/** The port that `claude mcp add --callback-port` has to name: Cognito compares the whole address. */
export const claudeCodePort = 33_419;

/** Where the known clients receive a sign-in; nothing else may. ChatGPT gives an address an app: -c callbackUrls. */
const knownCallbackUrls = [
  'https://claude.ai/api/mcp/auth_callback',
  'https://claude.com/api/mcp/auth_callback',
  `http://localhost:${claudeCodePort}/callback`,
  'https://vscode.dev/redirect',
  'http://127.0.0.1:33418',
  'http://127.0.0.1:33418/',
  'cursor://anysphere.cursor-mcp/oauth/callback',
  'https://www.cursor.com/agents/mcp/oauth/callback',
  'http://localhost:6274/oauth/callback', // MCP Inspector
];

/** A Cognito user pool whose resource server is the MCP URL, so that tokens carry it as their audience (RFC 8707). */
export class UserPool extends Construct implements Identity {
  readonly scopePrefix: string;
  readonly authorizationServer: string;
  readonly issuerMetadata: GatewayResponse;
  readonly environment: Record<string, string>;
  readonly userPool: cognito.UserPool;
  readonly publicClient: cognito.UserPoolClient;
  readonly canary?: CanaryClient;

  constructor(
    scope: Construct,
    id: string,
    { stage, mcpUrl, publicUrl, callbackUrls, machineClient }: UserPoolOptions,
  ) {
    super(scope, id);
    this.scopePrefix = `${mcpUrl}/`;
    this.authorizationServer = publicUrl;

    this.userPool = new cognito.UserPool(this, 'Pool', {
      featurePlan: cognito.FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      accountRecovery: cognito.AccountRecovery.EMAIL_ONLY,
      mfa: cognito.Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 12,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
      },
      deletionProtection: stage.keepData,
      // Not RETAIN_ON_UPDATE_OR_DELETE: a creation that is rolled back could not delete what is protected.
      removalPolicy: stage.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.#giveAdminScopeToAdminsOnly(stage);

    const resourceScopes = allScopes.map(
      (name) => new cognito.ResourceServerScope({ scopeName: name, scopeDescription: scopes[name] }),
    );
    const resourceServer = this.userPool.addResourceServer('ResourceServer', {
      identifier: mcpUrl,
      userPoolResourceServerName: 'Ops Assistant',
      scopes: resourceScopes,
    });
    const oAuthScopes = resourceScopes.map((each) => cognito.OAuthScope.resourceServer(resourceServer, each));

    this.publicClient = this.userPool.addClient('PublicClient', {
      generateSecret: false,
      // Named, because the default would allow refreshing without rotation, which Cognito then refuses.
      authFlows: { userSrp: true },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: oAuthScopes,
        callbackUrls: [...knownCallbackUrls, ...callbackUrls],
      },
      accessTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
      refreshTokenRotationGracePeriod: Duration.seconds(60),
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
    });
    const programs = [];
    if (machineClient) programs.push(this.#machineClient('MachineClient', oAuthScopes.slice(0, -1)));
    if (stage.canary) {
      const client = this.#machineClient('CanaryClient', [oAuthScopes[allScopes.indexOf('read')]!]);
      programs.push(client);
      this.canary = this.#canary(client);
    }

    this.environment = {
      OIDC_ISSUER: this.userPool.userPoolProviderUrl,
      // A machine client's token has no audience (RFC 8707 is for sign-ins only there): its client id stands for it.
      ...(programs.length > 0 && {
        OIDC_CLIENT_IDS: programs.map(({ userPoolClientId }) => userPoolClientId).join(),
      }),
    };
    this.issuerMetadata = this.#issuerMetadata(this.#signInPages(stage));

    Validations.of(this.userPool).acknowledge(
      {
        id: 'AwsSolutions-COG3',
        reason: 'Threat protection is part of the Plus plan, at three times the price a user.',
      },
      {
        id: 'AwsSolutions-COG8',
        reason: 'Essentials has all that the server needs; Plus adds threat protection only.',
      },
    );
  }

  /** Scopes belong to a client and not to a user: without this, everybody who asked for `admin` would get it. */
  #giveAdminScopeToAdminsOnly(stage: Stage): void {
    const trigger = createFunction(this, 'AdminScope', {
      stage,
      description: 'Ops Assistant: leaves the admin scope to the members of the group admins',
      entry: 'handlers/pre-token-generation',
      timeoutSeconds: 5,
      memoryMb: 256,
      environment: { ADMIN_SCOPE: `${this.scopePrefix}admin` },
    });
    this.userPool.addTrigger(
      cognito.UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG,
      trigger,
      cognito.LambdaVersion.V2_0,
    );
    new cognito.CfnUserPoolGroup(this, 'Admins', {
      userPoolId: this.userPool.userPoolId,
      groupName: 'admins',
      description: "May see and move everybody's tickets",
    });
    Validations.of(trigger).acknowledge({
      id: 'Serverless-LambdaDLQ',
      reason: 'Cognito calls it and waits for the answer; a dead-letter queue is for asynchronous calls.',
    });
  }

  /** For a program that signs in as itself; `admin` is for people. */
  #machineClient(id: string, scopes: cognito.OAuthScope[]): cognito.UserPoolClient {
    const client = this.userPool.addClient(id, {
      generateSecret: true,
      oAuth: { flows: { clientCredentials: true }, scopes },
      accessTokenValidity: Duration.hours(1),
    });
    // Left out, it would mean Cognito's default, which lets people sign in with a password.
    (client.node.defaultChild as cognito.CfnUserPoolClient).explicitAuthFlows = ['ALLOW_REFRESH_TOKEN_AUTH'];
    return client;
  }

  #canary(client: cognito.UserPoolClient): CanaryClient {
    const { attrClientSecret } = client.node.defaultChild as cognito.CfnUserPoolClient;
    return {
      issuer: this.userPool.userPoolProviderUrl,
      clientId: client.userPoolClientId,
      clientSecret: attrClientSecret,
      scope: `${this.scopePrefix}read`,
    };
  }

  #signInPages({ name }: Stage): cognito.UserPoolDomain {
    const domain = this.userPool.addDomain('SignIn', {
      cognitoDomain: { domainPrefix: `ops-assistant-${name}-${stackSuffix()}` },
      managedLoginVersion: cognito.ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    // A client without a style has no pages.
    new cognito.CfnManagedLoginBranding(this, 'SignInStyle', {
      userPoolId: this.userPool.userPoolId,
      clientId: this.publicClient.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    return domain;
  }

  #issuerMetadata(domain: cognito.UserPoolDomain): GatewayResponse {
    const pages = `${domain.baseUrl()}/oauth2`;
    return issuerMetadata({
      issuer: this.authorizationServer,
      authorization: `${pages}/authorize`,
      token: `${pages}/token`,
      revocation: `${pages}/revoke`,
      jwks: `${this.userPool.userPoolProviderUrl}/.well-known/jwks.json`,
      scopes: allScopes.map((scope) => `${this.scopePrefix}${scope}`),
    });
  }
}
