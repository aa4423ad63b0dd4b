import { type DueHours, defaultDueHours } from '../../lambda/config/value-formats.ts';

/** The settings that differ between stages. */
export interface Stage {
  /** Also the last part of the API's default URL. */
  readonly name: StageName;
  /** Whether the table, the users and the stack survive an accidental `cdk destroy`. */
  readonly keepData: boolean;
  /** Must be a period that CloudWatch Logs supports. */
  readonly logRetentionDays: 14 | 30 | 90;
  /**
   * Governance: a principal with s3:BypassGovernanceRetention can delete a record early. Compliance: not even the
   * account's root user can, so the data of a trial stays; set `-c auditLock=compliance` for production.
   */
  readonly audit: { readonly retentionDays: number; readonly lock: 'governance' | 'compliance' };
  /** Limits the whole API; the function enforces the limits per caller. */
  readonly throttle: { readonly perSecond: number; readonly burst: number };
  /**
   * The highest number of concurrent instances. Undefined reserves none, because a new account has no capacity to
   * reserve.
   */
  readonly reservedConcurrency: number | undefined;
  /** The number of warm instances; they are billed by the hour. */
  readonly provisionedConcurrency: number;
  /** 1769 MB is one full CPU. */
  readonly memoryMb: number;
  /** Must not be above INFO: Lambda counts lines without a level as INFO, and audit records have no level. */
  readonly logLevel: 'DEBUG' | 'INFO';
  readonly waf: boolean;
  /** Origins of browser pages that may call the server; other clients send no Origin. */
  readonly allowedOrigins: readonly string[];
  /**
   * `core`: only the metrics that alarms need, without separate values per tool and per API method. Each metric is
   * billed.
   */
  readonly metrics: 'all' | 'core';
  readonly dashboard: boolean;
  /**
   * Calls per minute by tool name, and `caller` for the total per caller. Tools that are not listed keep their default.
   */
  readonly limits: Readonly<Record<string, number>>;
  /**
   * Limits of a request. The timeout of the table must end before the deadline, and the deadline before the function's
   * timeout (25 s).
   */
  readonly requests: {
    readonly maxBodyBytes: number;
    readonly deadlineMs: number;
    readonly dynamodbTimeoutMs: number;
  };
  /** Language of texts for people if neither the client nor the question shows one. */
  readonly language: 'en' | 'ko';
  /** Whether the server offers no tool that changes data. */
  readonly readOnly: boolean;
  /** Quantities below it count as low stock in answers and in notifications. */
  readonly lowStockBelow: number;
  /** Hours after creation until an unfinished ticket is overdue, by priority. */
  readonly ticketDueHours: DueHours;
  /** Time zone in which ticket_report counts days, such as Asia/Seoul. */
  readonly timeZone: string;
  /** If true, the synthesis fails without a recipient of alarms. */
  readonly needsAlarmEmail: boolean;
  /** The recipient of alarms; `-c alarmEmail=` overrides it. */
  readonly alarmEmail: string | undefined;
  /** Whether a canary calls the server every few minutes, as a client would. */
  readonly canary: boolean;
  /** How apps without a client id can use the stack's own user pool; `-c clientRegistration=` overrides it. */
  readonly clientRegistration: ClientRegistrationOption;
  /** US dollars. A notification is sent at 80 % of it, and when the forecast exceeds it. */
  readonly monthlyBudget: number;
  /** Custom domain of the API; `-c domain=` overrides it. */
  readonly domain: string | undefined;
  /** Increase it by one to rotate the key that signs cursors and confirmations. */
  readonly signingSecretGeneration: number;
}

/**
 * `documents`: metadata documents of the known hosts. `open`: also dynamic registration without an initial token.
 * `none`: no registration, so people enter the one client id.
 */
export type ClientRegistrationOption = 'none' | 'documents' | 'open';

export type StageName = 'dev' | 'small' | 'staging' | 'prod';

/** Values of every stage that does not override them. */
const defaults = {
  logRetentionDays: 30,
  throttle: { perSecond: 50, burst: 100 },
  reservedConcurrency: undefined,
  provisionedConcurrency: 0,
  memoryMb: 1769,
  logLevel: 'INFO',
  waf: true,
  allowedOrigins: [],
  metrics: 'all',
  dashboard: true,
  limits: {},
  requests: { maxBodyBytes: 1_048_576, deadlineMs: 20_000, dynamodbTimeoutMs: 1_500 },
  readOnly: false,
  language: 'en',
  lowStockBelow: 10,
  ticketDueHours: defaultDueHours,
  timeZone: 'UTC',
  alarmEmail: undefined,
  domain: undefined,
  signingSecretGeneration: 1,
} as const satisfies Partial<Stage>;

export const stages: Readonly<Record<StageName, Stage>> = {
  dev: {
    ...defaults,
    name: 'dev',
    keepData: false,
    logRetentionDays: 14,
    audit: { retentionDays: 14, lock: 'governance' },
    memoryMb: 1024,
    logLevel: 'DEBUG',
    waf: false,
    allowedOrigins: ['http://localhost:*'],
    needsAlarmEmail: false,
    canary: false,
    clientRegistration: 'open',
    monthlyBudget: 20,
  },
  small: {
    ...defaults,
    name: 'small',
    keepData: true,
    audit: { retentionDays: 365, lock: 'governance' },
    throttle: { perSecond: 10, burst: 20 },
    waf: false,
    metrics: 'core',
    dashboard: false,
    needsAlarmEmail: true,
    canary: false,
    clientRegistration: 'documents',
    monthlyBudget: 20,
  },
  staging: {
    ...defaults,
    name: 'staging',
    keepData: true,
    audit: { retentionDays: 90, lock: 'governance' },
    reservedConcurrency: 50,
    needsAlarmEmail: false,
    canary: true,
    clientRegistration: 'documents',
    monthlyBudget: 80,
  },
  prod: {
    ...defaults,
    name: 'prod',
    keepData: true,
    logRetentionDays: 90,
    audit: { retentionDays: 365, lock: 'governance' },
    reservedConcurrency: 100,
    provisionedConcurrency: 2,
    needsAlarmEmail: true,
    canary: true,
    clientRegistration: 'documents',
    monthlyBudget: 300,
  },
};
