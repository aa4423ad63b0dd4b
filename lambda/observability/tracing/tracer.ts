import { randomUUID } from 'node:crypto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  RandomIdGenerator,
  type SpanExporter,
  type SpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Logger } from '../logger.ts';
import { service } from '../metric-definitions.ts';
import type { RequestContext } from '../request-context.ts';
import { failSpan, Trace } from '../trace.ts';
import { createExporter, type ExporterConfig } from './exporter.ts';

export interface Tracer {
  /** The trace of a request with these headers. */
  start(headers: Readonly<Record<string, string | undefined>>): Trace;
  /** Ends the request's trace; never throws. */
  record(context: RequestContext, status: number): void;
  /** Resolves when all spans are sent; await it before Lambda freezes the process. */
  flush(): Promise<void>;
}

const sendTimeoutMs = 2_000;
/** Spans that end within this time are sent together, except where each request flushes. */
const batchMs = 100;

/** Samples as the parent decides, and every trace without a parent; nothing without an exporter. */
export function createTracer(
  config: ExporterConfig,
  logger: Logger,
  processors: readonly SpanProcessor[] = [],
): Tracer {
  const exporter = createExporter(config, (error) => logger.error('Traces could not be sent', error));
  const records = exporter !== undefined || processors.length > 0;
  const provider = records ? createProvider(config, exporter, processors) : undefined;
  const tracer = provider?.getTracer(service);

  return {
    start: (headers) => new Trace(tracer, idGenerator, headers),
    record(context, status) {
      const { trace } = context;
      if (trace.root.isRecording()) describe(trace, context, status);
      trace.end();
    },
    // The error has been logged.
    flush: async () => provider?.forceFlush({ timeoutMillis: sendTimeoutMs }).catch(() => {}),
  };
}

function createProvider(
  { version, stage }: ExporterConfig,
  exporter: SpanExporter | undefined,
  processors: readonly SpanProcessor[],
): TracerProvider {
  const batching =
    exporter &&
    new BatchSpanProcessor({ exporter, scheduledDelayMillis: batchMs, exportTimeoutMillis: sendTimeoutMs });
  return new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': service,
      'service.version': version,
      'deployment.environment.name': stage,
    }),
    idGenerator,
    sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    spanProcessors: [...processors, ...(batching ? [batching] : [])],
  });
}

/** X-Ray requires the time in a trace id's first digits. */
const idGenerator = Object.assign(new RandomIdGenerator(), {
  generateTraceId: () =>
    Math.floor(Date.now() / 1_000)
      .toString(16)
      .padStart(8, '0') + randomUUID().replaceAll('-', '').slice(8),
});

/** Attributes by OpenTelemetry's conventions for MCP, without anything that a caller can invent. */
function describe({ root }: Trace, context: RequestContext, status: number): void {
  const { method, tool, revision, errorCode } = context;
  const name = method === undefined || methods.has(method) ? method : 'other';
  if (name !== undefined) root.updateName(tool === undefined ? name : `${name} ${tool}`);
  if (errorCode !== undefined) failSpan(root, errorCode);
  root.setAttributes({
    'ops_assistant.request_id': context.requestId,
    'ops_assistant.outcome': context.outcome,
    'http.response.status_code': status,
    ...(name !== undefined && { 'mcp.method.name': name }),
    ...(tool !== undefined && { 'gen_ai.tool.name': tool }),
    ...(revision !== undefined && { 'mcp.protocol.version': revision }),
    ...(context.cache !== undefined && { 'ops_assistant.cache': context.cache }),
  });
}

const methods = new Set([
  'initialize',
  'ping',
  'server/discover',
  'tools/list',
  'tools/call',
  'resources/list',
  'resources/templates/list',
  'resources/read',
  'prompts/list',
  'prompts/get',
  'completion/complete',
]);
