import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import * as z from 'zod';
import packageJson from '../package.json' with { type: 'json' };
import { editDistance } from './text/edit-distance.ts';

/** What the deployment decides. Read once, here; nothing else looks at the environment. */
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
  readonly scopeMap: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
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

export type DueHours = Readonly<Record<'low' | 'medium' | 'high' | 'critical', number>>;

/** Calendar hours, without regard to weekends: a first answer within a shift, a day, three days, a week. */
export const defaultDueHours: DueHours = { critical: 4, high: 24, medium: 72, low: 168 };

const list = z.string().transform((text) => text.split(',').flatMap((entry) => entry.trim() || []));
const perMinute = wholeNumber(1, 100_000);
const httpUrl = z.url({ protocol: /^https?$/, error: 'expected an http:// or https:// URL' });
const httpsOrLoopback = z
  .string()
  .refine(isHttpsOrLoopback, 'expected an https:// URL (http:// on loopback only)')
  .refine((text) => !/^\w+:\/\/[^/]*@/.test(text), 'expected a URL without a user name or password');
const plainUrl = httpsOrLoopback.refine(
  (text) => !/[?#]/.test(text),
  'expected a URL without a query and without #',
);

const host = String.raw`(?:[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?|\[[\da-f:.]+\])`;
const hostPattern = new RegExp(`^${host}$`, 'iu');
/** As browsers send one: no path, and no slash at its end. */
const originPattern = new RegExp(`^[a-z][a-z\\d+.-]*://${host}(?::(?:\\d{1,5}|\\*))?$`, 'iu');

const environment = z.object({
  STAGE: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,19}$/, 'expected a short lower-case name')
    .default('local'),
  AWS_REGION: z.string().default('us-east-1'),
  LOG_LEVEL: z
    .enum(['DEBUG', 'INFO', 'WARN', 'ERROR'], 'expected DEBUG, INFO, WARN or ERROR')
    .default('INFO'),
  TABLE_NAME: z
    .string()
    .regex(/^[\w.-]{3,255}$/, 'expected a DynamoDB table name')
    .default('ops-assistant'),
  DYNAMODB_ENDPOINT: httpUrl.optional(),
  DYNAMODB_TIMEOUT_MS: wholeNumber(100, 60_000).default(1_500),
  PUBLIC_URL: plainUrl.default('http://127.0.0.1:3000'),
  OIDC_ISSUER: list.pipe(z.array(plainUrl).min(1, 'expected the URL of an OIDC issuer')),
  OIDC_ISSUER_ALIASES: list.default([]),
  OIDC_AUDIENCE: list.pipe(z.array(z.string()).min(1, 'expected an audience')).optional(),
  OIDC_CLIENT_IDS: list.default([]),
  OIDC_TOKEN_ORIGINS: list
    .pipe(z.array(z.string().regex(originPattern, 'expected origins such as https://login.example')))
    .default([]),
  OIDC_JWKS_URI: httpsOrLoopback.optional(),
  SCOPE_PREFIX: z.string().default(''),
  SCOPE_MAP: z.string().transform(scopeMap).default(new Map()),
  CLIENT_REGISTRATION: z
    .enum(
      ['none', 'documents', 'dynamic', 'documents,dynamic'],
      'expected none, documents, dynamic or documents,dynamic',
    )
    .transform((ways) => ways.split(','))
    .optional(),
  PUBLIC_CLIENT_ID: z.string().optional(),
  GROUP_CLAIMS: list.default(['groups', 'cognito:groups', 'roles', 'realm_access.roles']),
  ACCESS_POLICY: z.string().transform(textOrFile).optional(),
  READ_ONLY: z.enum(['true', 'false', '1', '0'], 'expected true or false').default('false'),
  // Systems set it for other programs (`de:en`), so that no value is refused.
  LANGUAGE: z.string().default('en'),
  ALLOWED_ORIGINS: list
    .pipe(
      z.array(
        z.string().regex(originPattern, 'expected origins such as https://a.example or http://localhost:*'),
      ),
    )
    .default([]),
  ALLOWED_HOSTS: list
    .pipe(
      z.array(
        z.string().regex(hostPattern, 'expected host names such as ops.example.com, without scheme and port'),
      ),
    )
    .default([]),
  MAX_BODY_BYTES: wholeNumber(1_024, 10_485_760).default(1_048_576),
  REQUEST_DEADLINE_MS: wholeNumber(100, 900_000).default(15_000),
  LOW_STOCK_BELOW: wholeNumber(0, 1_000_000).default(10),
  TICKET_DUE_HOURS: list.transform(dueHours).default(defaultDueHours),
  TIME_ZONE: z.string().refine(isTimeZone, 'expected a time zone such as Asia/Seoul').default('UTC'),
  NOTICE_WEBHOOK: httpsOrLoopback.optional(),
  NOTICE_TITLES: z.enum(['true', 'false'], 'expected true or false').default('false'),
  AUDIT_FILE: z.string().optional(),
  AUDIT_MAX_MB: wholeNumber(1, 10_240).default(64),
  AUDIT_RETENTION_DAYS: wholeNumber(1, 3_650).default(365),
  AWS_XRAY_DAEMON_ADDRESS: z
    .string()
    .regex(/^[\w.-]+:\d{1,5}$/, 'expected host:port')
    .optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
  OTEL_EXPORTER_OTLP_HEADERS: list.transform(headers).default({}),
  METRICS: z.enum(['all', 'core'], 'expected all or core').default('all'),
  AWS_LAMBDA_INITIALIZATION_TYPE: z.string().optional(),
  AWS_LAMBDA_FUNCTION_NAME: z.string().optional(),
  AWS_LAMBDA_LOG_GROUP_NAME: z.string().optional(),
  AWS_ENDPOINT_URL: httpUrl.optional(),
  MOUNTED_SERVERS: z.enum(['0', '1'], 'expected 1 or 0').default('0'),
  MOUNTED_SERVER_SECRETS: z.string().transform(secretsByName).default(new Map()),
  DEPLOYMENT: z
    .enum(['container', 'systemd', 'local'], 'expected container, systemd or local')
    .default('local'),
  SIGNING_SECRETS: list.pipe(
    z.array(z.string().min(32, 'expected secrets of at least 32 characters')).min(1),
  ),
});

/** Reads and checks the environment; throws one sentence per invalid variable, with its name. */
export function readConfig(env: Record<string, string | undefined>): Config {
  // An empty variable counts as absent: that is how .env files and consoles unset one.
  const variables = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environment.safeParse(variables);
  if (!parsed.success) throw new ConfigError(parsed.error.issues);
  const values = parsed.data;
  rejectUnknownNames(variables);
  refuseUnknownAliases(values);
  const mcpUrl = `${values.PUBLIC_URL.replace(/\/+$/, '').replace(/\/mcp$/, '')}/mcp`;

  return {
    version: packageJson.version,
    stage: values.STAGE,
    region: values.AWS_REGION,
    logLevel: values.LOG_LEVEL,
    tableName: values.TABLE_NAME,
    dynamodbEndpoint: values.DYNAMODB_ENDPOINT,
    dynamodbTimeoutMs: values.DYNAMODB_TIMEOUT_MS,
    mcpUrl,
    issuers: values.OIDC_ISSUER,
    issuerAliases: values.OIDC_ISSUER_ALIASES,
    audiences: values.OIDC_AUDIENCE ?? [mcpUrl],
    clientIds: values.OIDC_CLIENT_IDS,
    tokenOrigins: values.OIDC_TOKEN_ORIGINS,
    jwksUri: values.OIDC_JWKS_URI,
    scopePrefix: values.SCOPE_PREFIX,
    scopeMap: values.SCOPE_MAP,
    clientRegistration: values.CLIENT_REGISTRATION,
    publicClientId: values.PUBLIC_CLIENT_ID,
    groupClaims: values.GROUP_CLAIMS,
    accessPolicy: values.ACCESS_POLICY,
    readOnly: ['true', '1'].includes(values.READ_ONLY),
    language: /^ko/i.test(values.LANGUAGE) ? 'ko' : 'en',
    allowedOrigins: values.ALLOWED_ORIGINS,
    allowedHosts: values.ALLOWED_HOSTS,
    maxBodyBytes: values.MAX_BODY_BYTES,
    requestDeadlineMs: values.REQUEST_DEADLINE_MS,
    lowStockBelow: values.LOW_STOCK_BELOW,
    ticketDueHours: values.TICKET_DUE_HOURS,
    timeZone: values.TIME_ZONE,
    limits: readLimits(variables),
    signingSecrets: values.SIGNING_SECRETS,
    noticeWebhook: values.NOTICE_WEBHOOK,
    noticeTitles: values.NOTICE_TITLES === 'true',
    auditFile: values.AUDIT_FILE,
    auditMaxMb: values.AUDIT_MAX_MB,
    auditRetentionDays: values.AUDIT_RETENTION_DAYS,
    xrayDaemonAddress: values.AWS_XRAY_DAEMON_ADDRESS,
    otlpEndpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
    otlpHeaders: values.OTEL_EXPORTER_OTLP_HEADERS,
    metrics: values.METRICS,
    provisioned: values.AWS_LAMBDA_INITIALIZATION_TYPE === 'provisioned-concurrency',
    logGroupName: values.AWS_LAMBDA_LOG_GROUP_NAME,
    inLambda: values.AWS_LAMBDA_FUNCTION_NAME !== undefined,
    awsEndpoint: values.AWS_ENDPOINT_URL,
    mountedServers: values.MOUNTED_SERVERS === '1',
    mountedServerSecrets: values.MOUNTED_SERVER_SECRETS,
    deployment: values.AWS_LAMBDA_FUNCTION_NAME ? 'lambda' : values.DEPLOYMENT,
    environmentVariables: Object.keys(variables).filter(
      (name) => name in environment.shape || limitName.test(name),
    ),
  };
}

/** What a command needs that writes without the server; throws ConfigError. */
export function readNotificationSettings(
  env: Record<string, string | undefined>,
): Pick<Config, 'noticeWebhook' | 'noticeTitles' | 'lowStockBelow'> {
  const { NOTICE_WEBHOOK, NOTICE_TITLES, LOW_STOCK_BELOW } = env;
  const settings = environment.pick({ NOTICE_WEBHOOK: true, NOTICE_TITLES: true, LOW_STOCK_BELOW: true });
  const parsed = settings.safeParse({
    NOTICE_WEBHOOK: NOTICE_WEBHOOK || undefined,
    NOTICE_TITLES: NOTICE_TITLES || undefined,
    LOW_STOCK_BELOW: LOW_STOCK_BELOW || undefined,
  });
  if (!parsed.success) throw new ConfigError(parsed.error.issues);
  return {
    noticeWebhook: parsed.data.NOTICE_WEBHOOK,
    noticeTitles: parsed.data.NOTICE_TITLES === 'true',
    lowStockBelow: parsed.data.LOW_STOCK_BELOW,
  };
}

/** X-Ray's header for the invocation at hand: Lambda sets this variable anew before each. */
export function invocationTrace(env: Record<string, string | undefined>): string | undefined {
  return env._X_AMZN_TRACE_ID;
}

/** What Lambda gives a function to sign its requests to AWS with. */
export function environmentCredentials(env: Record<string, string | undefined> = process.env) {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN } = env;
  if (!accessKeyId || !secretAccessKey) {
    throw new Error('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set.');
  }
  return { accessKeyId, secretAccessKey, ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }) };
}

function refuseUnknownAliases({
  OIDC_ISSUER: issuers,
  OIDC_ISSUER_ALIASES: aliases,
}: {
  readonly OIDC_ISSUER: readonly string[];
  readonly OIDC_ISSUER_ALIASES: readonly string[];
}): void {
  if (aliases.every((alias) => issuers.includes(alias))) return;
  throw new ConfigError([
    { path: ['OIDC_ISSUER_ALIASES'], message: 'expected issuers that OIDC_ISSUER lists' },
  ]);
}

/** Of settings that other files read. */
const otherNames = ['PORT', 'HOST', 'DATA_DIR', 'LOCAL_SIGN_IN', 'METRICS_PORT'];
const ownName =
  /^(?:OIDC|LIMITS?|RATE_LIMITS?|ALLOWED|SCOPES?|SIGNING|DYNAMODB|REQUEST_DEADLINE|MAX_BODY|LOW_STOCK|AUDIT|MOUNT(?:ED)?_SERVERS?|READ_ONLY|ACCESS_POLIC(?:Y|IES)|CORS|NOTICE|(?:O?AUTH|JWT)_(?:ISSUERS?|AUDIENCES?|JWKS))(?:_|$)|_PER_MINUTE$/;
/** People put the product's name before a setting. */
const productPrefix = /^OPS_(?:ASSISTANT_)?/i;
/** What Kubernetes sets in every container for a Service, whatever its name. */
const serviceVariable = /_SERVICE_(?:HOST|PORT)|_PORT(?:_\d+_\w+)?$/;
const lettersOf = (name: string) => name.toUpperCase().replaceAll('_', '');

/** A misspelt name would otherwise leave a limit, an issuer or a secret at its default without a word. */
function rejectUnknownNames(variables: Readonly<Record<string, unknown>>): void {
  const known = [...Object.keys(environment.shape), ...otherNames];
  const unknown = Object.keys(variables).flatMap((name) => {
    if (known.includes(name) || limitName.test(name)) return [];
    const isService = serviceVariable.test(name);
    const bare = isService ? name : name.replace(productPrefix, '');
    const upper = bare.toUpperCase();
    const looksLikeOurs =
      (ownName.test(bare) && !isService) ||
      known.some((candidate) => lettersOf(candidate) === lettersOf(bare)) ||
      /^(?:oidc|limit|allowed|scope|signing)_|_per_minute$/.test(name) ||
      (bare.length >= 8 &&
        !/^(?:AWS|OTEL)_/.test(name) &&
        known.some((candidate) => isNear(upper, candidate)));
    if (!looksLikeOurs) return [];
    const family = known.filter((candidate) => candidate.split('_')[0] === upper.split('_')[0]);
    const nearest = nearestOf(upper, family.length > 0 ? family : known);
    const longer = known.find((candidate) => candidate.startsWith(upper));
    const right = /LIMIT|_PER_MINUTE/i.test(name)
      ? 'LIMIT_<TOOL>_PER_MINUTE or LIMIT_CALLER_PER_MINUTE'
      : (longer ?? nearest);
    return [{ path: [name], message: `there is no such variable; the nearest is ${right}` }];
  });
  if (unknown.length > 0) throw new ConfigError(unknown);
}

/** Every start asks this of every variable, so what cannot be near is not compared letter by letter. */
function isNear(name: string, known: string): boolean {
  if (Math.abs(name.length - known.length) > 2) return false;
  const alike = [...name].filter((letter) => known.includes(letter)).length;
  return alike >= name.length - 2 && editDistance(name, known) <= 2;
}

function nearestOf(name: string, known: readonly string[]): string {
  return known
    .map((candidate): [string, number] => [candidate, editDistance(name, candidate)])
    .reduce((best, next) => (next[1] < best[1] ? next : best))[0];
}

/** In decimal digits only: what `Number` makes of "1e3" or "0x10" is hardly what was meant. */
function wholeNumber(min: number, max: number) {
  const rule = `expected a whole number from ${min} to ${max}`;
  return z
    .string(rule)
    .trim()
    .regex(/^\d+$/, rule)
    .transform(Number)
    .refine((value) => value >= min && value <= max, rule);
}

/** What is wrong with the environment, one line per variable. */
export class ConfigError extends Error {
  constructor(issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]) {
    super(issues.map(({ path, message }) => `${String(path[0])}: ${message}`).join('\n'));
    this.name = 'ConfigError';
  }
}

const limitName = /^LIMIT_([A-Z0-9_]+)_PER_MINUTE$/;

/** `LIMIT_CREATE_TICKET_PER_MINUTE=5` → `create_ticket: 5`. */
function readLimits(env: Record<string, string | undefined>): Map<string, number> {
  const limits = new Map<string, number>();
  for (const [name, value] of Object.entries(env)) {
    const subject = limitName.exec(name)?.[1];
    if (!subject) continue;
    const parsed = perMinute.safeParse(value);
    if (!parsed.success) throw new ConfigError([{ ...parsed.error.issues[0]!, path: [name] }]);
    limits.set(subject.toLowerCase(), parsed.data);
  }
  return limits;
}

/** `critical:4,high:24`; a priority that is not named keeps its default. */
function dueHours(pairs: readonly string[], context: z.RefinementCtx): DueHours {
  const matches = pairs.map((pair) => /^(low|medium|high|critical)\s*:\s*([1-9]\d{0,3})$/.exec(pair));
  if (matches.every((match) => match !== null)) {
    return {
      ...defaultDueHours,
      ...Object.fromEntries(matches.map(([, name, hours]) => [name, Number(hours)])),
    };
  }
  context.addIssue({
    code: 'custom',
    message: 'expected hours from 1 to 9999 by priority, such as critical:4,high:24,medium:72,low:168',
  });
  return defaultDueHours;
}

function isTimeZone(name: string): boolean {
  // Loading Intl takes milliseconds of a cold start.
  if (name === 'UTC') return true;
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

/** A JSON object of names and secrets: they may hold any character. */
function secretsByName(text: string, context: z.RefinementCtx): Map<string, string> {
  const parsed = z.record(z.string(), z.string().min(1)).safeParse(jsonIn(text));
  if (parsed.success) return new Map(Object.entries(parsed.data));
  context.addIssue({ code: 'custom', message: 'expected a JSON object of names and secrets' });
  return new Map();
}

const scopeMapSchema = z.record(z.string().min(1), z.record(z.string().min(1), z.array(z.string()).min(1)));

export const scopeMapShape =
  'expected JSON of claims, their values and scopes, such as {"groups":{"ops-staff":["read","write"]}}';

/** Undefined when the text is not of {@link scopeMapShape}. */
export function readScopeMap(text: string): Config['scopeMap'] | undefined {
  const { data } = scopeMapSchema.safeParse(jsonIn(text));
  return (
    data && new Map(Object.entries(data).map(([claim, byValue]) => [claim, new Map(Object.entries(byValue))]))
  );
}

function scopeMap(text: string, context: z.RefinementCtx): Config['scopeMap'] {
  const map = readScopeMap(text);
  if (!map) context.addIssue({ code: 'custom', message: scopeMapShape });
  return map ?? new Map();
}

/** JSON as it is, or what the file holds whose path it is. */
function textOrFile(value: string, context: z.RefinementCtx): string {
  if (value.trimStart().startsWith('{')) return value;
  try {
    return readFileSync(value, 'utf8');
  } catch {
    context.addIssue({ code: 'custom', message: 'expected JSON, or the path of a file that can be read' });
    return value;
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `name=value`, the value percent-encoded (OpenTelemetry, OTLP exporter configuration). */
function headers(pairs: readonly string[], context: z.RefinementCtx): Record<string, string> {
  try {
    return Object.fromEntries(
      pairs.map((pair) => {
        const [, name, value] = /^([\w-]+)=(.+)$/.exec(pair)!;
        return [name!, decodeURIComponent(value!)];
      }),
    );
  } catch {
    context.addIssue({ code: 'custom', message: 'expected name=value,name=value' });
    return {};
  }
}

export function isHttpsOrLoopback(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
}

/** localhost, ::1 and all of 127.0.0.0/8, as a host name or as it stands in a URL. */
export function isLoopback(host: string): boolean {
  return ['localhost', '::1', '[::1]'].includes(host) || (isIP(host) === 4 && host.startsWith('127.'));
}
