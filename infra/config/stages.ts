import { type DueHours, defaultDueHours } from '../../lambda/config/value-formats.ts';

/** What differs between the stages; everything else is the same in all of them. */
export interface Stage {
  /** Also the last part of the API's own address. */
  readonly name: StageName;
  /** Table, users and stack survive a mistaken `cdk destroy`. */
  readonly keepData: boolean;
  /** One of the periods that CloudWatch Logs knows. */
  readonly logRetentionDays: 14 | 30 | 90;
  /**
   * Governance: a principal with s3:BypassGovernanceRetention can delete a record early. Compliance: no principal can,
   * the account's root included, so a trial cannot be cleaned up. `-c auditLock=compliance` for going live.
   */
  readonly audit: { readonly retentionDays: number; readonly lock: 'governance' | 'compliance' };
  /** For the whole API; the limits per caller are the function's. */
  readonly throttle: { readonly perSecond: number; readonly burst: number };
  /** The most instances that may run at once. Undefined: none set aside, because a new account has none to spare. */
  readonly reservedConcurrency: number | undefined;
  /** Instances kept warm, paid for by the hour. */
  readonly provisionedConcurrency: number;
  /** 1769 MB is one whole CPU. */
  readonly memoryMb: number;
  /** Never above INFO: Lambda counts lines without a level as INFO, and the audit records are such lines. */
  readonly logLevel: 'DEBUG' | 'INFO';
  readonly waf: boolean;
  /** Browser pages that may call the server; clients outside a browser send no Origin. */
  readonly allowedOrigins: readonly string[];
  /** `core`: the few metrics that the alarms need, and neither by tool nor by method of the API. Each one is paid for. */
  readonly metrics: 'all' | 'core';
  readonly dashboard: boolean;
  /** Calls per minute: `caller` for a caller's total, else by tool name; what is not named keeps its default. */
  readonly limits: Readonly<Record<string, number>>;
  /** What a request may be and take: the deadline ends before the function (25 s), and the table's before that. */
  readonly requests: {
    readonly maxBodyBytes: number;
    readonly deadlineMs: number;
    readonly dynamodbTimeoutMs: number;
  };
  /** Of texts for people, where neither the client nor the question tells one. */
  readonly language: 'en' | 'ko';
  /** Whether no tool that changes anything is served. */
  readonly readOnly: boolean;
  /** Quantities below it count as low in stock, in answers and in notifications. */
  readonly lowStockBelow: number;
  /** Hours from filing until an unfinished ticket is overdue, by priority. */
  readonly ticketDueHours: DueHours;
  /** In which ticket_report counts days, such as Asia/Seoul. */
  readonly timeZone: string;
  /** Without a recipient for its alarms the stage is not synthesised. */
  readonly needsAlarmEmail: boolean;
  /** Where alarms go; `-c alarmEmail=` overrides it. */
  readonly alarmEmail: string | undefined;
  /** Whether the server is asked every few minutes, as a client would. */
  readonly canary: boolean;
  /** How apps without a client id become known to the stack's own user pool; `-c clientRegistration=` overrides it. */
  readonly clientRegistration: ClientRegistrationOption;
  /** US dollars; told of at four fifths, and when the forecast goes beyond. */
  readonly monthlyBudget: number;
  /** A name under which the API is reached instead of its own address; `-c domain=` overrides it. */
  readonly domain: string | undefined;
  /** Raise it by one to change the key that signs cursors and confirmations. */
  readonly signingSecretGeneration: number;
}

/**
 * `documents`: by the metadata documents of the known hosts. `open`: by dynamic registration besides, without an initial
 * token. `none`: not at all, so that people enter the one client id.
 */
export type ClientRegistrationOption = 'none' | 'documents' | 'open';

export type StageName = 'dev' | 'small' | 'staging' | 'prod';

/** What is the same in every stage unless the stage says otherwise. */
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
