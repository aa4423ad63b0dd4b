import type { Config } from './config.ts';
import { ConfigError } from './config-error.ts';
import { environmentSchema, limitName, perMinute } from './environment-schema.ts';
import { rejectUnknownVariables } from './unknown-variables.ts';
import version from './version.built.ts';

/** Reads and checks the environment; throws one sentence per invalid variable, with its name. */
export function readConfig(env: Record<string, string | undefined>): Config {
  // An empty variable counts as absent: .env files and consoles unset a variable this way.
  const variables = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = environmentSchema.safeParse(variables);
  if (!parsed.success) throw new ConfigError(parsed.error.issues);
  const values = parsed.data;
  rejectUnknownVariables(variables);
  rejectUnknownAliases(values);
  const mcpUrl = `${values.PUBLIC_URL.replace(/\/+$/, '').replace(/\/mcp$/, '')}/mcp`;

  return {
    version,
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
      (name) => name in environmentSchema.shape || limitName.test(name),
    ),
  };
}

/** For commands that write without the server; throws ConfigError. */
export function readNotificationSettings(
  env: Record<string, string | undefined>,
): Pick<Config, 'noticeWebhook' | 'noticeTitles' | 'lowStockBelow'> {
  const { NOTICE_WEBHOOK, NOTICE_TITLES, LOW_STOCK_BELOW } = env;
  const settings = environmentSchema.pick({
    NOTICE_WEBHOOK: true,
    NOTICE_TITLES: true,
    LOW_STOCK_BELOW: true,
  });
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

function rejectUnknownAliases({
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
