import type { Logger } from '../logger.ts';
import type { RequestContext } from '../request-context.ts';
import { now } from '../trace.ts';
import type { Exporter, TraceConfig } from './exporter.ts';
import { createOtlpExporter } from './otlp-exporter.ts';
import { createXrayExporter } from './xray-exporter.ts';

export interface Tracer {
  /** Ends the call's trace and sends it on its way, if its parent wants it kept; never throws. */
  record(context: RequestContext, status: number): void;
  /** Resolves when nothing is on its way any more; to be awaited before Lambda freezes the process. */
  flush(): Promise<void>;
}

/** To an OpenTelemetry collector where one is named, else to the X-Ray daemon that Lambda has beside the function. */
export function createTracer(config: TraceConfig, log: Logger): Tracer {
  const exporter = exporterOf(config, log);
  return {
    record(context, status) {
      end(context, status);
      if (context.trace.sampled) exporter?.send(context.trace);
    },
    flush: async () => exporter?.flush(),
  };
}

function exporterOf(config: TraceConfig, log: Logger): Exporter | undefined {
  const { otlpEndpoint, xrayDaemonAddress } = config;
  const failed = (error: unknown) => log.error('Traces could not be sent', error);
  if (otlpEndpoint) return createOtlpExporter({ ...config, otlpEndpoint }, failed);
  return xrayDaemonAddress ? createXrayExporter(xrayDaemonAddress, failed) : undefined;
}

/** Names as in OpenTelemetry's conventions for MCP; what a caller can make up is not among them. */
function end(
  { trace: { root, spans }, method, tool, revision, errorCode, ...call }: RequestContext,
  status: number,
): void {
  root.endedAt = now();
  // What the answer did not wait for, such as a read ahead that a refusal made needless.
  for (const step of spans) step.endedAt ||= root.endedAt;
  const name = method === undefined || methods.has(method) ? method : 'other';
  if (name !== undefined) root.name = tool === undefined ? name : `${name} ${tool}`;
  if (errorCode !== undefined) root.error = errorCode;
  root.attributes = {
    'ops_assistant.request_id': call.requestId,
    'ops_assistant.outcome': call.outcome,
    'http.response.status_code': status,
    ...(name !== undefined && { 'mcp.method.name': name }),
    ...(tool !== undefined && { 'gen_ai.tool.name': tool }),
    ...(revision !== undefined && { 'mcp.protocol.version': revision }),
    ...(call.cache !== undefined && { 'ops_assistant.cache': call.cache }),
  };
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
