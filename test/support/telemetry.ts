import { vi } from 'vitest';
import type { HttpResponse } from '../../lambda/http/messages.ts';
import type { MetricName } from '../../lambda/observability/metric-definitions.ts';
import type { Segment } from '../../lambda/observability/tracing/xray-exporter.ts';
import { startXrayDaemon } from '../../scripts/dev/observe/xray-daemon.ts';
import { postOf, type TestApp } from './app.ts';

/** A line in embedded metric format, as CloudWatch reads it. */
export interface MetricLine extends Partial<Record<MetricName, number>> {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: MetricName; readonly Unit: string }[];
    }[];
  };
  readonly service: string;
  readonly stage: string;
  readonly tool?: string;
  readonly request_id?: string;
  readonly trace_id?: string;
}

/** What an app of startApp wrote in embedded metric format, in order. */
export function metricLines(): MetricLine[] {
  return vi
    .mocked(process.stdout.write)
    .mock.calls.flatMap(([text]) => String(text).split('\n'))
    .filter((line) => line.startsWith('{"_aws"'))
    .map((line) => JSON.parse(line));
}

export interface Collected extends AsyncDisposable {
  /** For AWS_XRAY_DAEMON_ADDRESS. */
  readonly address: string;
  /** The root of each trace that arrived, in order. */
  readonly segments: readonly Segment[];
  /** The next trace, or the `number`th from the start. */
  wait(number: number): Promise<Segment>;
}

/** Receives what is sent to the X-Ray daemon. */
export async function collectTraces(): Promise<Collected> {
  const segments: Segment[] = [];
  const daemon = await startXrayDaemon((segment) => segments.push(segment));
  return {
    ...daemon,
    segments,
    wait: (number) => vi.waitUntil(() => segments[number - 1], { timeout: 240_000, interval: 5 }),
  };
}

/** `root > auth`, `root > limit > store`, …, in the order they began. */
export function paths(segment: Segment, above = ''): string[] {
  const path = above === '' ? 'root' : `${above} > ${segment.name}`;
  return [path, ...(segment.subsegments ?? []).flatMap((child) => paths(child, path))];
}

/** One JSON-RPC request of a 2025 client, straight into the app. */
export async function send(
  { app }: Pick<TestApp, 'app'>,
  token: string | undefined,
  method: string,
  params: object = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<HttpResponse> {
  const authorization = token && { authorization: `Bearer ${token}` };
  return app(postOf({ jsonrpc: '2.0', id: 1, method, params }, { ...authorization, ...headers }));
}

export function sendToolCall(
  app: Pick<TestApp, 'app'>,
  token: string | undefined,
  name: string,
  args: object = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<HttpResponse> {
  return send(app, token, 'tools/call', { name, arguments: args }, headers);
}
