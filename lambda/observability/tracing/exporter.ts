import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Config } from '../../config/config.ts';

export type ExporterConfig = Pick<
  Config,
  'stage' | 'version' | 'xrayDaemonAddress' | 'otlpEndpoint' | 'otlpHeaders'
>;

const timeoutMillis = 2_000;

/** Exports to the configured OpenTelemetry collector, or else to Lambda's X-Ray daemon. */
export function createExporter(
  { otlpEndpoint, otlpHeaders, xrayDaemonAddress }: ExporterConfig,
  onError: (error: unknown) => void,
): SpanExporter | undefined {
  if (!otlpEndpoint && !xrayDaemonAddress) return undefined;
  let loading: Promise<SpanExporter> | undefined;

  /** Imported with the first spans: most requests are not sampled. */
  async function load(): Promise<SpanExporter> {
    if (!otlpEndpoint) {
      const { XrayExporter } = await import('./xray-exporter.ts');
      return new XrayExporter(xrayDaemonAddress!);
    }
    const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
    const url = `${otlpEndpoint.replace(/\/$/, '')}/v1/traces`;
    return new OTLPTraceExporter({ url, headers: { ...otlpHeaders }, timeoutMillis });
  }

  return {
    export(spans, done) {
      loading ??= load();
      void loading.then((exporter) =>
        exporter.export(spans, (result) => {
          if (result.error) onError(result.error);
          done(result);
        }),
      );
    },
    forceFlush: async () => (await loading)?.forceFlush?.(),
    shutdown: async () => (await loading)?.shutdown(),
  };
}
