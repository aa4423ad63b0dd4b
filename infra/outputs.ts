import { Aws, CfnOutput, type Stack } from 'aws-cdk-lib';
import { claudeCodeCommand } from '../lambda/landing-page/client-setup.ts';
import { clientIdFor, hostIds, hostOf } from '../lambda/landing-page/known-hosts.ts';
import { callerLimit, toolLimit } from '../lambda/rate-limiting/limits.ts';
import { registry } from '../lambda/registry.ts';
import type { Api } from './api/rest-api.ts';
import type { Stage } from './config/stages.ts';
import { total } from './cost/bill.ts';
import type { Identity } from './identity/identity-provider.ts';
import type { Monitoring } from './monitoring/monitoring.ts';
import type { Notifications } from './notifications/notifications.ts';
import type { OpsTable } from './storage/table.ts';

export interface OutputsOptions {
  readonly stage: Stage;
  readonly api: Api;
  readonly state: OpsTable;
  readonly identity: Identity;
  readonly monitoring: Monitoring;
  readonly notices: Notifications;
}

/** Adds the outputs that `cdk deploy` prints: the server's address and the next steps. */
export function printOutputs(
  stack: Stack,
  { stage, api, state, identity, monitoring, notices }: OutputsOptions,
): void {
  const print = (name: string, description: string, value: string) =>
    new CfnOutput(stack, name, { description, value });

  const { userPool, registration } = identity;
  const needing = hostIds.filter((id) => clientIdFor(id, registration)).map((id) => hostOf(id).name);
  const { tableName } = state.table;

  print('McpUrl', 'The MCP endpoint: add it to an assistant', api.mcpUrl);
  print(
    'AddToClaude',
    'The command that adds the server to Claude Code',
    claudeCodeCommand(api.mcpUrl, { clientId: clientIdFor('claude-code', registration) }),
  );
  print('DashboardUrl', 'The CloudWatch dashboard', monitoring.dashboardUrl);
  const dollars = (calls: number) => Math.ceil(total(stage, calls));
  print(
    'MonthlyEstimate',
    'The estimated cost per month by list prices of us-east-1, as calculated in docs/cost.md',
    `about ${dollars(1e4)} US dollars at 10,000 calls, ${dollars(1e6)} at a million`,
  );
  const limits = new Map(Object.entries(stage.limits));
  const perMinute = [callerLimit({ limits }), ...registry.tools.map((tool) => toolLimit(tool, { limits }))];
  print(
    'Limits',
    'Calls per minute and caller; change them with -c limits= or in infra/config/stages.ts',
    perMinute.map((limit) => `${limit.name} ${limit.perMinute}`).join(', '),
  );
  print(
    'NoticesTopicArn',
    'The SNS topic with notifications of tickets, stock and policies; subscribe to it',
    notices.topic.topicArn,
  );
  print(
    'EventBusName',
    'The event bus with the same notifications, for your own rules',
    notices.bus.eventBusName,
  );
  print('TableName', 'The DynamoDB table with all data', tableName);
  print(
    'ImportCommand',
    'The command that imports your data; run it with credentials for this account',
    `npm run import -- --table ${tableName} --region ${Aws.REGION} --inventory FILE.csv --policies DIR --tickets FILE.jsonl`,
  );
  if (userPool) print('UserPoolId', 'The Cognito user pool, where you create accounts', userPool.userPoolId);
  if (registration.publicClientId && needing.length > 0) {
    print(
      'ClientId',
      `To be entered in ${needing.join(', ')}; elsewhere the URL is enough`,
      registration.publicClientId,
    );
  }
}
