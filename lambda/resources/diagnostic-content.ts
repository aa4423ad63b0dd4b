import { accessSync, constants } from 'node:fs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Config } from '../config/config.ts';

/** The part of the configuration that administrators may see: no secrets and no values of secrets. */
export function configurationOf(config: Config): object {
  return {
    version: config.version,
    stage: config.stage,
    deployment: config.deployment,
    node: process.version,
    /** 0 is root. */
    user_id: process.getuid?.(),
    code_is_writable: isWritable(process.cwd()),
    mcp_url: config.mcpUrl,
    environment_variables: config.environmentVariables,
    limit_overrides_per_minute: Object.fromEntries(config.limits),
    request_deadline_ms: config.requestDeadlineMs,
    max_body_bytes: config.maxBodyBytes,
    signing_secrets: config.signingSecrets.length,
    traces_go_to: config.otlpEndpoint ? 'otlp' : config.xrayDaemonAddress ? 'xray' : 'nowhere',
  };
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

export function describeSpans(spans: readonly ReadableSpan[]): object[] {
  const names = new Map(spans.map((span) => [span.spanContext().spanId, span.name]));
  return spans.map(({ name, parentSpanContext, duration: [seconds, nanoseconds], attributes }) => ({
    name,
    parent: names.get(parentSpanContext?.spanId ?? ''),
    ms: Math.round(seconds * 1e6 + nanoseconds / 1e3) / 1e3,
    attributes,
  }));
}
