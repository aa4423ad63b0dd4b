import type { DueHours, ScopeMap } from './value-formats.ts';

/** What the deployment decides. `read-config.ts` reads it once; nothing else looks at the environment. */
export interface Config {
  readonly version: string;
  readonly stage: string;
  readonly region: string;
  readonly logLevel: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  readonly tableName: string;
  /** Another DynamoDB than AWS's own: the embedded one, or DynamoDB Local. */
  readonly dynamodbEndpoint: string | undefined;
  /** Ends a call to DynamoDB, its retries included. */
  readonly dynamodbTimeoutMs: number;
  /** Where clients reach the MCP endpoint; never taken from a Host header. */
  readonly mcpUrl: string;
  /** The first is the primary one: tickets name its subjects without it. */
  readonly issuers: readonly string[];
  /** Issuers among those whose subjects are the same people as the primary one's. */
  readonly issuerAliases: readonly string[];
  readonly audiences: readonly string[];
  /** Clients whose tokens may lack `aud` (Cognito machine clients); empty means `aud` is always checked. */
  readonly clientIds: readonly string[];
  /** Origins besides the issuers' from which the landing page gets its token. */
  readonly tokenOrigins: readonly string[];
  readonly jwksUri: string | undefined;
  readonly scopePrefix: string;
  /** By claim and value of it, the scopes that a token has besides those it names. */
  readonly scopeMap: ScopeMap;
  /** Ways in which apps become known to the issuer's sign-in; undefined: not said. */
  readonly clientRegistration: readonly string[] | undefined;
  /** A client of the issuer's whose id people enter in apps that do not become known. */
  readonly publicClientId: string | undefined;
  /** The claims of a token that name groups and roles. */
  readonly groupClaims: readonly string[];
  /** JSON of who may use what besides the scopes. */
  readonly accessPolicy: string | undefined;
  /** Whether no tool that changes anything is served. */
  readonly readOnly: boolean;
  /** Of texts for people, where neither the client nor what was written tells one. */
  readonly language: 'en' | 'ko';
  readonly allowedOrigins: readonly string[];
  /** Empty means any: behind API Gateway the host is fixed by AWS. */
  readonly allowedHosts: readonly string[];
  readonly maxBodyBytes: number;
  readonly requestDeadlineMs: number;
  readonly lowStockBelow: number;
  /** Hours from filing until a ticket is due, by its priority. */
  readonly ticketDueHours: DueHours;
  /** In which reports count days. */
  readonly timeZone: string;
  /** Calls per minute: `caller` for a caller's total, else by tool name; absent means the tool's own. */
  readonly limits: ReadonlyMap<string, number>;
  /** Secrets that sign cursors and confirmations; the first signs, all are accepted. */
  readonly signingSecrets: readonly string[];
  /** Where a server without AWS posts its notifications. */
  readonly noticeWebhook: string | undefined;
  /** Whether notifications of tickets have their titles. */
  readonly noticeTitles: boolean;
  /** Where a local run keeps its audit records besides stdout. */
  readonly auditFile: string | undefined;
  /** When that file is closed as a part, besides at the end of a day, and how long its parts are kept. */
  readonly auditMaxMb: number;
  readonly auditRetentionDays: number;
  /** host:port; Lambda has a daemon beside each traced function. */
  readonly xrayDaemonAddress: string | undefined;
  /** An OpenTelemetry collector, which then gets the traces instead of X-Ray. */
  readonly otlpEndpoint: string | undefined;
  readonly otlpHeaders: Readonly<Record<string, string>>;
  /** Lambda started this instance before there was a request for it (provisioned concurrency). */
  readonly provisioned: boolean;
  /** `core`: only the metrics that alarms need, for the service as a whole. */
  readonly metrics: 'all' | 'core';
  /** Whether this runs as a Lambda function, whose runtime listens on loopback. */
  readonly inLambda: boolean;
  /** Where Lambda puts what this function writes to stdout. */
  readonly logGroupName: string | undefined;
  /** Another address for the services of AWS than their own, the table's apart. */
  readonly awsEndpoint: string | undefined;
  /** Whether other servers may be mounted; off, nothing is read for them. */
  readonly mountedServers: boolean;
  /** Secrets for signing in at them, by name; in Lambda they come from Secrets Manager. */
  readonly mountedServerSecrets: ReadonlyMap<string, string>;
  /** What runs the server; `local` is `npm start` on a developer's machine. */
  readonly deployment: 'lambda' | 'container' | 'systemd' | 'local';
  /** The names, never the values, of the variables above that the environment sets. */
  readonly environmentVariables: readonly string[];
}
