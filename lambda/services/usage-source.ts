import { createAwsCall } from '../aws/aws-call.ts';
import { type Config, environmentCredentials } from '../config.ts';
import { auditFileUsage } from '../usage/audit-file-usage.ts';
import { logsInsightsUsage } from '../usage/logs-insights-usage.ts';
import type { UsageSource } from '../usage/usage.ts';

type UsageConfig = Pick<Config, 'auditFile' | 'logGroupName' | 'region' | 'awsEndpoint'>;

/** Where this installation keeps what it can be asked of its use; undefined where the records only go elsewhere. */
export function createUsageSource(config: UsageConfig): UsageSource | undefined {
  const { auditFile, logGroupName, region, awsEndpoint } = config;
  if (auditFile) return auditFileUsage(auditFile);
  if (!logGroupName) return undefined;
  const credentials = async () => environmentCredentials();
  return logsInsightsUsage(
    createAwsCall({ service: 'logs', region, endpoint: awsEndpoint, credentials }),
    logGroupName,
  );
}
