import type { Functions } from './api-gateway-adapter.ts';
import type { PrometheusExporter } from './prometheus-exporter.ts';
import { installLambdaGlobal } from './response-stream.ts';

/** Runs the Lambda functions in this process and also exports their metrics to Prometheus. */
export async function loadFunctions(exporter: PrometheusExporter): Promise<Functions> {
  installLambdaGlobal(); // has to be there before the handler is loaded
  const { handler, services } = await import('../mcp.ts');
  const { handler: authorizer, metrics } = await import('../authorizer.ts');
  exporter.follow(services.metrics);
  exporter.follow(metrics);
  return { handler: handler as never, authorizer, emit: metrics.emit };
}
