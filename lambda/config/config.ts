import type { DueHours, ScopeMap } from './value-formats.ts';

/** Settings of the deployment. `read-config.ts` reads them once; no other file reads the environment. */
export interface Config {
  readonly version: string;
  readonly stage: string;
  readonly region: string;
  readonly logLevel: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  readonly tableName: string;
  /** An endpoint other than AWS's: the embedded emulator or DynamoDB Local. */
  readonly dynamodbEndpoint: string | undefined;
  /** The limit for one call to DynamoDB, including retries. */
  readonly dynamodbTimeoutMs: number;
  /** The public URL of the MCP endpoint; never taken from a Host header. */
  readonly mcpUrl: string;
  /** The first is the primary issuer: tickets store its subjects without the issuer. */
  readonly issuers: readonly string[];
  /** Issuers, listed above too, whose subjects are the same people as the primary issuer's. */
  readonly issuerAliases: readonly string[];
  readonly audiences: readonly string[];
  /** Clients whose tokens may lack `aud` (Cognito machine clients); empty means `aud` is always checked. */
  readonly clientIds: readonly string[];
  /** Additional origins from which the landing page may get its token. */
  readonly tokenOrigins: readonly string[];
  readonly jwksUri: string | undefined;
  readonly scopePrefix: string;
  /** Additional scopes of a token, by claim and by the claim's value. */
  readonly scopeMap: ScopeMap;
  /** How apps can register with the issuer; undefined when not configured. */
  readonly clientRegistration: readonly string[] | undefined;
  /** A client id for people to enter in apps that cannot register. */
  readonly publicClientId: string | undefined;
  /** The claims of a token that contain groups and roles. */
  readonly groupClaims: readonly string[];
  /** The access policy as JSON, applied in addition to the scopes. */
  readonly accessPolicy: string | undefined;
  /** Whether only tools that change nothing are available. */
  readonly readOnly: boolean;
  /** The language of texts for people when neither the client nor its input determines one. */
  readonly language: 'en' | 'ko';
  readonly allowedOrigins: readonly string[];
  /** Empty allows every host: behind API Gateway, AWS fixes the host. */
  readonly allowedHosts: readonly string[];
  readonly maxBodyBytes: number;
  readonly requestDeadlineMs: number;
  readonly lowStockBelow: number;
  /** Hours from creation until a ticket is due, per priority. */
  readonly ticketDueHours: DueHours;
  /** Reports count days in this time zone. */
  readonly timeZone: string;
  /** Calls per minute: `caller` for a caller's total, otherwise by tool name; absent means the tool's default. */
  readonly limits: ReadonlyMap<string, number>;
  /** Secrets that sign cursors and confirmations: the first signs, all of them verify. */
  readonly signingSecrets: readonly string[];
  /** The URL to which a server without AWS posts its notifications. */
  readonly noticeWebhook: string | undefined;
  /** Whether notifications contain the titles of tickets. */
  readonly noticeTitles: boolean;
  /** A file for the audit records of a local run, in addition to stdout. */
  readonly auditFile: string | undefined;
  /** The size at which that file is rotated, besides daily, and how long its parts are kept. */
  readonly auditMaxMb: number;
  readonly auditRetentionDays: number;
  /** host:port of the X-Ray daemon; Lambda runs one beside each traced function. */
  readonly xrayDaemonAddress: string | undefined;
  /** An OpenTelemetry collector, which receives the traces instead of X-Ray. */
  readonly otlpEndpoint: string | undefined;
  readonly otlpHeaders: Readonly<Record<string, string>>;
  /** Whether Lambda started this instance before the first request (provisioned concurrency). */
  readonly provisioned: boolean;
  /** `core`: only the metrics that alarms need, summed over the service. */
  readonly metrics: 'all' | 'core';
  /** Whether this is a Lambda function, whose runtime listens on loopback. */
  readonly inLambda: boolean;
  /** The log group to which Lambda writes this function's stdout. */
  readonly logGroupName: string | undefined;
  /** Replaces the endpoints of AWS services, except the table's. */
  readonly awsEndpoint: string | undefined;
  /** Whether other servers may be mounted; if not, nothing about them is read. */
  readonly mountedServers: boolean;
  /** Secrets for authentication at mounted servers, by name; in Lambda they come from Secrets Manager. */
  readonly mountedServerSecrets: ReadonlyMap<string, string>;
  /** The platform that runs the server; `local` is `npm start` on a developer's machine. */
  readonly deployment: 'lambda' | 'container' | 'systemd' | 'local';
  /** The names, never the values, of the variables above that are set in the environment. */
  readonly environmentVariables: readonly string[];
}
