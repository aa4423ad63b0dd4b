import * as z from 'zod';
import { isHttpsOrLoopback } from './loopback.ts';
import {
  defaultDueHours,
  dueHours,
  headers,
  isTimeZone,
  scopeMap,
  secretsByName,
  textOrFile,
  wholeNumber,
} from './value-formats.ts';

const list = z.string().transform((text) => text.split(',').flatMap((entry) => entry.trim() || []));
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
/** The format that browsers send: no path and no trailing slash. */
const originPattern = new RegExp(`^[a-z][a-z\\d+.-]*://${host}(?::(?:\\d{1,5}|\\*))?$`, 'iu');

export const environmentSchema = z.object({
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
  // Operating systems set it for other programs (`de:en`), so every value is accepted.
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

/** Settings that other files read. */
export const otherNames = ['PORT', 'HOST', 'DATA_DIR', 'LOCAL_SIGN_IN', 'METRICS_PORT'];

/** Calls per minute of one tool, or of a caller in total: `LIMIT_CREATE_TICKET_PER_MINUTE=5`. */
export const limitName = /^LIMIT_([A-Z0-9_]+)_PER_MINUTE$/;

export const perMinute = wholeNumber(1, 100_000);
