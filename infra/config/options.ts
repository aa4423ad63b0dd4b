import type { Federation } from './federation-option.ts';
import type { ClientRegistrationOption, Stage } from './stages.ts';

/** What `cdk deploy` was told with `-c name=value`. */
export interface Options {
  readonly stage: Stage;
  /** An issuer that exists already; without one the stack has its own Cognito user pool. */
  readonly issuer: ExistingIssuer | undefined;
  /** JSON of claims, their values and scopes: what groups and roles bring. */
  readonly scopeMap: string | undefined;
  /** The claims of a token that name groups and roles, separated by commas; undefined: the usual ones. */
  readonly groupClaims: string | undefined;
  /** JSON of who may use what besides the scopes. */
  readonly accessPolicy: string | undefined;
  readonly domain: Domain | undefined;
  readonly alarmEmail: string | undefined;
  /** The name of a secret in Secrets Manager that holds the URL of a Slack incoming webhook. */
  readonly slackWebhookSecret: string | undefined;
  /** Mailboxes that get every notification of tickets, stock, policies and mounted tools. */
  readonly noticeEmails: readonly string[];
  /** Names of secrets that hold the URLs of webhooks, which get each notification as JSON. */
  readonly noticeWebhookSecrets: readonly string[];
  /** Whether notifications of tickets have their titles. */
  readonly noticeTitles: boolean;
  /** More addresses that may receive a sign-in, such as the one ChatGPT gives each app. */
  readonly callbackUrls: readonly string[];
  /** Undefined: as the stage says for its own user pool. With an issuer that exists: what its sign-in offers. */
  readonly clientRegistration: ClientRegistrationOption | undefined;
  /** Client ID metadata documents of apps besides the known hosts, such as the company's own. */
  readonly clientDocuments: readonly string[];
  /** A company's identity provider, at which people sign in to the stack's own user pool. */
  readonly federation: Federation | undefined;
  /** Whether the user pool has a client for programs, which sign in as themselves. */
  readonly machineClient: boolean;
  /** Whether other MCP servers may be mounted; docs/several-servers.md. */
  readonly mountedServers: boolean;
  /** Names of secrets in Secrets Manager that sign this server in at them. */
  readonly mountedServerSecrets: readonly string[];
  /** Where the stack is deployed to, if that is known at synthesis. */
  readonly region: string | undefined;
  /** Whether a KMS key of the account's own encrypts all that lasts. */
  readonly customerKey: boolean;
  /** From where Cognito sends its mail, by SES in the stack's region; undefined: from Cognito's own address. */
  readonly emailFrom: string | undefined;
  /** False for a version that mends what is broken: alarms of the broken one would take it back. */
  readonly guardedRollout: boolean;
  /** Where V8's code cache of the server is made: in Lambda's image, or by this machine's Node when it is Lambda's. */
  readonly codeCache: CodeCache;
}

export type CodeCache = 'off' | 'image' | 'host';

export interface ExistingIssuer {
  /** Byte for byte the `iss` of its tokens: Auth0's ends in a slash. */
  readonly url: string;
  readonly jwksUri: string | undefined;
  readonly audience: string | undefined;
  readonly clientIds: string | undefined;
  readonly scopePrefix: string | undefined;
  /** A public client of that issuer, for apps that do not become known. */
  readonly publicClientId: string | undefined;
  readonly clientRegistration: ClientRegistrationOption | undefined;
  /** A client of that issuer for the canary; its secret is kept in Secrets Manager. */
  readonly canary: { readonly clientId: string; readonly secretName: string } | undefined;
}

export interface Domain {
  readonly name: string;
  /** An ACM certificate in the stack's region; without one it is made and proved through the hosted zone. */
  readonly certificateArn: string | undefined;
  readonly hostedZone: { readonly id: string; readonly name: string } | undefined;
}
