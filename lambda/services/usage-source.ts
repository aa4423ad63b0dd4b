import type { Config } from '../config/config.ts';
import { environmentCredentials } from '../config/lambda-environment.ts';
import type { UsageSource } from '../usage/usage.ts';

type UsageConfig = Pick<Config, 'auditFile' | 'logGroupName' | 'region' | 'awsEndpoint'>;

/**
 * The audit records of this installation as a source for usage reports; undefined where they only go elsewhere. Its
 * reader is imported with the first report.
 */
export function createUsageSource(config: UsageConfig): UsageSource | undefined {
  const { auditFile, logGroupName, region, awsEndpoint } = config;
  if (auditFile) {
    const load = async () => (await import('../usage/audit-file-usage.ts')).auditFileUsage(auditFile);
    return lazySource('the local audit records', load);
  }
  if (!logGroupName) return undefined;
  return lazySource('CloudWatch Logs', async () => {
    const { createAwsCall } = await import('../aws/aws-call.ts');
    const { logsInsightsUsage } = await import('../usage/logs-insights-usage.ts');
    const credentials = async () => environmentCredentials();
    const call = createAwsCall({ service: 'logs', region, endpoint: awsEndpoint, credentials });
    return logsInsightsUsage(call, logGroupName);
  });
}

function lazySource(name: string, load: () => Promise<UsageSource>): UsageSource {
  let source: Promise<UsageSource> | undefined;
  return {
    name,
    async read(from, to) {
      source ??= load();
      return (await source).read(from, to);
    },
  };
}
