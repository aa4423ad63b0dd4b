import type { Federation } from './federation-option.ts';
import type { ClientRegistrationOption, Stage } from './stages.ts';

/** The options of `cdk deploy`, set with `-c name=value`. */
export interface Options {
  readonly stage: Stage;
  /** An existing issuer; if undefined, the stack creates its own Cognito user pool. */
  readonly issuer: ExistingIssuer | undefined;
  /** JSON that maps claims and their values (groups, roles) to scopes. */
  readonly scopeMap: string | undefined;
  /** Token claims that contain groups and roles, separated by commas; undefined means the usual claims. */
  readonly groupClaims: string | undefined;
  /** JSON of the access policy, which applies in addition to the scopes. */
  readonly accessPolicy: string | undefined;
  readonly domain: Domain | undefined;
  readonly alarmEmail: string | undefined;
  /** Name of the secret in Secrets Manager that contains the URL of a Slack incoming webhook. */
  readonly slackWebhookSecret: string | undefined;
  /** E-mail addresses for all notifications of tickets, stock, policies and mounted tools. */
  readonly noticeEmails: readonly string[];
  /** Names of the secrets that contain webhook URLs; each webhook gets every notification as JSON. */
  readonly noticeWebhookSecrets: readonly string[];
  /** Whether notifications contain the titles of tickets. */
  readonly noticeTitles: boolean;
  /** Additional redirect URIs for sign-ins, such as the one that ChatGPT gives each app. */
  readonly callbackUrls: readonly string[];
  /**
   * Undefined means the stage's setting for its own user pool. With an existing issuer, it states what that issuer
   * offers.
   */
  readonly clientRegistration: ClientRegistrationOption | undefined;
  /** Client ID metadata documents of further apps, such as the company's own, besides the known hosts. */
  readonly clientDocuments: readonly string[];
  /** The company's identity provider, for signing in to the stack's own user pool. */
  readonly federation: Federation | undefined;
  /** Whether the user pool gets a client for programs, which authenticate as themselves. */
  readonly machineClient: boolean;
  /** Whether other MCP servers may be mounted (docs/several-servers.md). */
  readonly mountedServers: boolean;
  /** Names of the secrets in Secrets Manager with the credentials for mounted servers. */
  readonly mountedServerSecrets: readonly string[];
  /** The region of the stack, if it is known at synthesis. */
  readonly region: string | undefined;
  /** Whether a customer-managed KMS key encrypts all stored data. */
  readonly customerKey: boolean;
  /** Sender of Cognito's mail, through SES in the stack's region; undefined means Cognito's own address. */
  readonly emailFrom: string | undefined;
  /** Set it to false to deploy a repair: the alarms of the broken version would roll the repair back. */
  readonly guardedRollout: boolean;
  /** Where V8's code cache is built: in Lambda's image, or by this machine's Node if it is the same as Lambda's. */
  readonly codeCache: CodeCache;
}

export type CodeCache = 'off' | 'image' | 'host';

export interface ExistingIssuer {
  /** Must equal the `iss` of its tokens byte for byte: Auth0's ends with a slash. */
  readonly url: string;
  readonly jwksUri: string | undefined;
  readonly audience: string | undefined;
  readonly clientIds: string | undefined;
  readonly scopePrefix: string | undefined;
  /** A public client of that issuer, for apps that cannot register or identify themselves. */
  readonly publicClientId: string | undefined;
  readonly clientRegistration: ClientRegistrationOption | undefined;
  /** A client of that issuer for the canary; its secret is in Secrets Manager. */
  readonly canary: { readonly clientId: string; readonly secretName: string } | undefined;
}

export interface Domain {
  readonly name: string;
  /** ACM certificate in the stack's region; if undefined, one is created and validated through the hosted zone. */
  readonly certificateArn: string | undefined;
  readonly hostedZone: { readonly id: string; readonly name: string } | undefined;
}
