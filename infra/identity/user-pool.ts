import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { ClientRegistration } from '../../lambda/auth/client-registration.ts';
import { allScopes, initialScopes, scopes } from '../../lambda/auth/scopes.ts';
import type { GatewayResponse } from '../../lambda/http/gateway-responses.ts';
import { redirectsWithClientId } from '../../lambda/landing-page/known-hosts.ts';
import type { Federation } from '../config/federation-option.ts';
import { stackSuffix } from '../config/stack-suffix.ts';
import type { ClientRegistrationOption, Stage } from '../config/stages.ts';
import { issuerMetadata } from './authorization-server-metadata.ts';
import { addFederation, federatedAttributes, federatedWriteAttributes } from './federation.ts';
import { type CanaryClient, type Identity, registrationWays } from './identity-provider.ts';
import { addMachineClient } from './machine-client.ts';
import { addScopeTrigger } from './scope-trigger.ts';
import { UnknownClients } from './unknown-clients.ts';

export interface UserPoolOptions {
  readonly stage: Stage;
  readonly mcpUrl: string;
  readonly publicUrl: string;
  readonly callbackUrls: readonly string[];
  readonly machineClient: boolean;
  readonly clientRegistration: ClientRegistrationOption | undefined;
  readonly clientDocuments: readonly string[];
  readonly federation: Federation | undefined;
  readonly emailFrom: string | undefined;
  readonly region: string | undefined;
}

/** A Cognito user pool with the MCP URL as its resource server, so that tokens have it as their audience (RFC 8707). */
export class UserPool extends Construct implements Identity {
  readonly scopePrefix: string;
  readonly authorizationServer: string;
  readonly issuerMetadata: GatewayResponse;
  readonly registration: ClientRegistration;
  readonly environment: Record<string, string>;
  readonly userPool: cognito.UserPool;
  readonly publicClient: cognito.UserPoolClient;
  readonly canary?: CanaryClient;

  constructor(scope: Construct, id: string, options: UserPoolOptions) {
    super(scope, id);
    const { stage, mcpUrl, publicUrl, callbackUrls, machineClient, federation, emailFrom } = options;
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
      ...(emailFrom && { email: sesEmail(emailFrom, options.region) }),
      ...(federation && { customAttributes: federatedAttributes }),
      deletionProtection: stage.keepData,
      // Not RETAIN_ON_UPDATE_OR_DELETE: the rollback of a failed creation could not delete a protected resource.
      removalPolicy: stage.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    addScopeTrigger(this, {
      stage,
      userPool: this.userPool,
      scopePrefix: this.scopePrefix,
      scopesByGroup: federation?.scopesByGroup,
    });

    const resourceScopes = allScopes.map(
      (name) => new cognito.ResourceServerScope({ scopeName: name, scopeDescription: scopes[name] }),
    );
    const resourceServer = this.userPool.addResourceServer('ResourceServer', {
      identifier: mcpUrl,
      userPoolResourceServerName: 'Ops Assistant',
      scopes: resourceScopes,
    });
    const oAuthScopes = resourceScopes.map((each) => cognito.OAuthScope.resourceServer(resourceServer, each));

    // Must run before the clients are created: they get only the providers that exist by then.
    if (federation) addFederation(this, this.userPool, federation);
    const publicClient = {
      generateSecret: false,
      ...(federation && { writeAttributes: federatedWriteAttributes }),
      // Set explicitly: the default permits refreshing without rotation, and Cognito then rejects the client.
      authFlows: { userSrp: true },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: oAuthScopes,
        // The landing page's own sign-in ends at the last one.
        callbackUrls: [...redirectsWithClientId, ...callbackUrls, `${publicUrl}/`],
      },
      accessTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
      refreshTokenRotationGracePeriod: Duration.seconds(60),
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
    };
    this.publicClient = this.userPool.addClient('PublicClient', publicClient);
    const way = options.clientRegistration ?? stage.clientRegistration;
    const { documentClient } = new UnknownClients(this, 'UnknownClients', {
      userPool: this.userPool,
      way,
      clientDocuments: options.clientDocuments,
      scopes: initialScopes.map((name) => oAuthScopes[allScopes.indexOf(name)]!),
      scopeNames: initialScopes.map((name) => `${this.scopePrefix}${name}`),
      publicClient,
    });
    const programs = [];
    if (machineClient)
      programs.push(addMachineClient(this.userPool, 'MachineClient', oAuthScopes.slice(0, -1)));
    if (stage.canary) {
      const client = addMachineClient(this.userPool, 'CanaryClient', [
        oAuthScopes[allScopes.indexOf('read')]!,
      ]);
      programs.push(client);
      this.canary = this.#canary(client);
    }

    const domain = this.#signInPages(stage, documentClient);
    this.environment = {
      OIDC_ISSUER: this.userPool.userPoolProviderUrl,
      CLIENT_REGISTRATION: registrationWays[way],
      PUBLIC_CLIENT_ID: this.publicClient.userPoolClientId,
      // The landing page requests its token here.
      OIDC_TOKEN_ORIGINS: domain.baseUrl(),
      // Cognito applies RFC 8707 only to sign-ins, so a machine client's token has no audience; its client id is
      // checked instead.
      ...(programs.length > 0 && {
        OIDC_CLIENT_IDS: programs.map(({ userPoolClientId }) => userPoolClientId).join(),
      }),
    };
    this.registration = {
      documents: way === 'none' ? 'none' : 'listed',
      dynamic: way === 'open',
      anyLoopbackPort: false,
      namesIssuer: false,
      publicClientId: this.publicClient.userPoolClientId,
    };
    this.issuerMetadata = this.#issuerMetadata(domain, way);

    Validations.of(this.userPool).acknowledge(
      {
        id: 'AwsSolutions-COG3',
        reason: 'Threat protection is part of the Plus plan, at three times the price per user.',
      },
      {
        id: 'AwsSolutions-COG8',
        reason: 'Essentials has everything that the server needs; Plus only adds threat protection.',
      },
    );
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

  #signInPages({ name }: Stage, documentClient: cognito.UserPoolClient | undefined): cognito.UserPoolDomain {
    const domain = this.userPool.addDomain('SignIn', {
      cognitoDomain: { domainPrefix: `ops-assistant-${name}-${stackSuffix()}` },
      managedLoginVersion: cognito.ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    this.#signInStyle('SignInStyle', this.publicClient);
    if (documentClient) this.#signInStyle('DocumentSignInStyle', documentClient);
    return domain;
  }

  /** A client without a style has no sign-in pages. */
  #signInStyle(id: string, { userPoolClientId: clientId }: cognito.UserPoolClient): void {
    const { userPoolId } = this.userPool;
    new cognito.CfnManagedLoginBranding(this, id, { userPoolId, clientId, useCognitoProvidedValues: true });
  }

  #issuerMetadata(domain: cognito.UserPoolDomain, way: ClientRegistrationOption): GatewayResponse {
    const pages = `${domain.baseUrl()}/oauth2`;
    return issuerMetadata({
      issuer: this.authorizationServer,
      authorization: `${pages}/authorize`,
      token: `${pages}/token`,
      revocation: `${pages}/revoke`,
      registration: way === 'open' ? `${pages}/register` : undefined,
      acceptsDocuments: way !== 'none',
      jwks: `${this.userPool.userPoolProviderUrl}/.well-known/jwks.json`,
      scopes: allScopes.map((scope) => `${this.scopePrefix}${scope}`),
    });
  }
}

/** Without SES, Cognito sends at most about 50 mails per day. */
function sesEmail(fromEmail: string, region: string | undefined): cognito.UserPoolEmail {
  return cognito.UserPoolEmail.withSES({
    fromEmail,
    fromName: 'Ops Assistant',
    sesVerifiedDomain: fromEmail.slice(fromEmail.indexOf('@') + 1),
    ...(region && { sesRegion: region }),
  });
}
