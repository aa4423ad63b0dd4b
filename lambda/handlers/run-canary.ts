import type { Logger } from '../observability/logger.ts';
import type { Metrics } from '../observability/metrics.ts';
import { fetchJson, type ProgramClient, probe, signIn } from './mcp-probe.ts';

export interface CanaryConfig extends ProgramClient {
  readonly mcpUrl: string;
}

/** Signs in as a machine client, lists the tools and calls one; every run ends with a metric. */
export function createCanary(
  config: CanaryConfig,
  { metrics, logger }: { metrics: Pick<Metrics, 'emit'>; logger: Pick<Logger, 'error'> },
): () => Promise<void> {
  // Reused between runs, because issuers charge per token.
  let token: { value: string; expiresAt: number } | undefined;

  return async function run() {
    try {
      token = token && token.expiresAt > Date.now() ? token : await signIn(config);
      await probe(
        (headers, body) => fetchJson(config.mcpUrl, { method: 'POST', headers, body }),
        token.value,
      );
      metrics.emit({ CanarySuccess: 1 });
    } catch (error) {
      token = undefined; // it may be the reason
      metrics.emit({ CanarySuccess: 0 });
      logger.error('The canary failed', error);
    }
  };
}
