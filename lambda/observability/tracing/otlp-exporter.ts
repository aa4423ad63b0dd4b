import { randomBytes } from 'node:crypto';
import { service } from '../metric-definitions.ts';
import type { Attributes, Span, Trace } from '../trace.ts';
import type { Exporter, TraceConfig } from './exporter.ts';

/** More than these wait only for a collector that is down; the oldest are dropped then. */
const keptTraces = 200;
const timeoutMs = 2_000;

/** OpenTelemetry's protocol over HTTP, as JSON: one request at a time, with all traces that ended meanwhile. */
export function createOtlpExporter(
  config: TraceConfig & { readonly otlpEndpoint: string },
  failed: (error: unknown) => void,
): Exporter {
  const url = `${config.otlpEndpoint.replace(/\/$/, '')}/v1/traces`;
  const waiting: Trace[] = [];
  let posting: Promise<void> | undefined;

  async function postAll(): Promise<void> {
    while (waiting.length > 0) {
      await post(url, config.otlpHeaders, requestOf(waiting.splice(0), config)).catch(failed);
    }
    posting = undefined;
  }

  return {
    send(trace) {
      waiting.push(trace);
      if (waiting.length > keptTraces) waiting.shift();
      posting ??= postAll();
    },
    flush: async () => posting,
  };
}

/** Not with fetch: its first use costs 50 ms, before the answer of whoever comes next. */
function post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<void> {
  const { request } = process.getBuiltinModule(url.startsWith('https:') ? 'node:https' : 'node:http');
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        signal: AbortSignal.timeout(timeoutMs),
      },
      (response) => {
        response.resume().once('end', resolve).once('error', reject);
        if (response.statusCode !== 200) reject(new Error(`The collector answered ${response.statusCode}.`));
      },
    );
    sent.once('error', reject).end(body);
  });
}

/** https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
function requestOf(traces: readonly Trace[], { stage, version }: TraceConfig): string {
  const resource = {
    'service.name': service,
    'service.version': version,
    'deployment.environment.name': stage,
  };
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: attributesOf(resource) },
        scopeSpans: [{ scope: { name: service, version }, spans: traces.flatMap(spansOf) }],
      },
    ],
  });
}

function spansOf({ id: traceId, parent, root, spans }: Trace) {
  const all = [root, ...spans];
  const ids = new Map(all.map((span) => [span, randomBytes(8).toString('hex')]));
  return all.map((span) => ({
    traceId,
    spanId: ids.get(span),
    ...(span !== root && { parentSpanId: ids.get(span.parent ?? root) }),
    ...(span === root && parent && { parentSpanId: parent.spanId }),
    name: span.name,
    kind: kindOf(span, root),
    startTimeUnixNano: nanoseconds(span.startedAt),
    endTimeUnixNano: nanoseconds(span.endedAt),
    attributes: attributesOf({ ...span.attributes, ...(span.error && { 'error.type': span.error }) }),
    status: { code: span.error ? statusError : 0 },
  }));
}

const statusError = 2;

/** SERVER, CLIENT (of DynamoDB) or INTERNAL. */
function kindOf(span: Span, root: Span): number {
  if (span === root) return 2;
  return span.name === 'store' ? 3 : 1;
}

/** In a string: JSON's numbers are too coarse for it. */
function nanoseconds(ms: number): string {
  return `${Math.round(ms * 1_000)}000`;
}

function attributesOf(attributes: Attributes) {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: typed(value) }));
}

function typed(value: Attributes[string]) {
  if (typeof value === 'string') return { stringValue: value };
  return typeof value === 'boolean' ? { boolValue: value } : { intValue: String(value) };
}
