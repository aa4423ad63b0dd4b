/** US dollars, us-east-1, on demand, without free tier or discount. */
export interface Price {
  readonly usd: number;
  readonly per: string;
}

/**
 * Date on which this list was written. The prices were not checked on AWS's pages: check them before you rely on them.
 */
export const pricesAsOf = '22 November 2026';

export const prices = {
  apiRequest: { usd: 3.5 / 1e6, per: 'REST API request, the first 333 million a month' },
  lambdaRequest: { usd: 0.2 / 1e6, per: 'Lambda request' },
  lambdaGbSecond: { usd: 0.0000133334, per: 'GB-second of an arm64 function' },
  provisionedGbSecond: { usd: 0.0000033334, per: 'GB-second kept warm, arm64' },
  writeUnit: { usd: 0.625 / 1e6, per: 'DynamoDB write request unit' },
  readUnit: { usd: 0.125 / 1e6, per: 'DynamoDB read request unit' },
  tableGbMonth: { usd: 0.25, per: 'GB in the table and month' },
  recoveryGbMonth: { usd: 0.2, per: 'GB of point-in-time recovery and month' },
  logGb: { usd: 0.5, per: 'GB of logs taken in' },
  logGbMonth: { usd: 0.03, per: 'GB of logs kept, compressed, and month' },
  firehoseGb: { usd: 0.029, per: 'GB through Firehose' },
  storagePut: { usd: 5 / 1e6, per: 'S3 PUT' },
  storageGbMonth: { usd: 0.023, per: 'GB in S3 and month' },
  trace: { usd: 5 / 1e6, per: 'X-Ray trace' },
  firewall: { usd: 5, per: 'web ACL and month' },
  firewallRule: { usd: 1, per: 'WAF rule or rule group and month' },
  firewallRequest: { usd: 0.6 / 1e6, per: 'request that WAF looks at' },
  metric: { usd: 0.3, per: 'metric and month, the first 10,000' },
  alarmMetric: { usd: 0.1, per: 'metric that an alarm watches and month' },
  compositeAlarm: { usd: 0.5, per: 'composite alarm and month' },
  dashboard: { usd: 3, per: 'dashboard and month' },
  secret: { usd: 0.4, per: 'secret and month' },
  user: { usd: 0.015, per: 'person who signs in, in a month (Cognito Essentials)' },
  programClient: { usd: 6, per: 'client for programs and month (Cognito)' },
  programToken: { usd: 0.00225, per: 'token for a program (Cognito)' },
  pipeRequest: { usd: 0.4 / 1e6, per: 'event through EventBridge Pipes' },
  busEvent: { usd: 1 / 1e6, per: 'event on the bus' },
  outGb: { usd: 0.09, per: 'GB sent to the internet' },
} as const satisfies Record<string, Price>;
