import type { Socket } from 'node:dgram';
import { type ExportResult, ExportResultCode, hrTimeToMilliseconds } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { isFault, service } from '../metric-definitions.ts';
import { lambdaTraceState } from '../trace.ts';

/** Traces whose root has not ended; further ones are dropped. */
const maxUnfinished = 1_000;

/** Sends each trace as one datagram to the X-Ray daemon, when its root has ended: no connection, and no answer. */
export class XrayExporter implements SpanExporter {
  readonly #host: string;
  readonly #port: number;
  readonly #unfinished = new Map<string, ReadableSpan[]>();
  #socket: Socket | undefined;

  constructor(daemonAddress: string) {
    const [host, port] = daemonAddress.split(/:(?=\d+$)/);
    this.#host = host!;
    this.#port = Number(port);
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    Promise.all(this.#finishedBy(spans).map((trace) => this.#send(trace))).then(
      () => done({ code: ExportResultCode.SUCCESS }),
      (error: Error) => done({ code: ExportResultCode.FAILED, error }),
    );
  }

  async shutdown(): Promise<void> {
    this.#socket?.close();
  }

  #finishedBy(spans: readonly ReadableSpan[]): ReadableSpan[][] {
    const finished: ReadableSpan[][] = [];
    for (const span of spans) {
      const { traceId } = span.spanContext();
      const trace = [...(this.#unfinished.get(traceId) ?? []), span];
      this.#unfinished.delete(traceId);
      if (isRoot(span)) finished.push(trace);
      else if (this.#unfinished.size < maxUnfinished) this.#unfinished.set(traceId, trace);
    }
    return finished;
  }

  #send(trace: readonly ReadableSpan[]): Promise<void> {
    this.#socket ??= process.getBuiltinModule('node:dgram').createSocket('udp4').unref();
    const document = `{"format":"json","version":1}\n${JSON.stringify(segmentOf(trace))}`;
    return new Promise((resolve, reject) => {
      this.#socket!.send(document, this.#port, this.#host, (error) => (error ? reject(error) : resolve()));
    });
  }
}

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html */
export interface Segment {
  readonly name: string;
  readonly id: string;
  readonly trace_id?: string;
  readonly parent_id?: string;
  readonly type?: 'subsegment';
  /** Seconds since the epoch, with fractions. */
  readonly start_time: number;
  readonly end_time: number;
  readonly error?: true;
  readonly fault?: true;
  readonly throttle?: true;
  readonly namespace?: 'aws';
  readonly aws?: { readonly operation: string };
  readonly annotations?: Readonly<Record<string, string | number | boolean>>;
  readonly subsegments?: readonly Segment[];
}

function isRoot({ parentSpanContext }: ReadableSpan): boolean {
  return !parentSpanContext || parentSpanContext.isRemote === true;
}

/** A part of Lambda's own segment, or one in its own right below a client's span. */
function segmentOf(trace: readonly ReadableSpan[]): Segment {
  const spans = trace.toSorted((a, b) => startOf(a) - startOf(b));
  const root = spans.find(isRoot)!;
  const { traceId } = root.spanContext();
  const parent = root.parentSpanContext;
  const isPart = parent?.traceState?.serialize() === lambdaTraceState.serialize();
  return {
    ...segment(root, spans),
    // X-Ray draws a node for each name of a segment.
    name: isPart ? root.name : service,
    trace_id: `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`,
    ...(parent && { parent_id: parent.spanId }),
    ...(isPart && { type: 'subsegment' as const }),
  };
}

function segment(span: ReadableSpan, spans: readonly ReadableSpan[]): Segment {
  const { 'db.operation.name': operation, ...attributes } = span.attributes;
  const error = attributes['error.type'];
  const id = span.spanContext().spanId;
  const children = spans.filter(({ parentSpanContext }) => parentSpanContext?.spanId === id);
  const annotations = Object.entries(attributes).map(([name, value]) => [name.replaceAll('.', '_'), value]);
  return {
    name: span.name,
    id,
    start_time: startOf(span) / 1_000,
    end_time: hrTimeToMilliseconds(span.endTime) / 1_000,
    ...(error !== undefined && flags(String(error))),
    ...(operation !== undefined && { namespace: 'aws' as const, aws: { operation: String(operation) } }),
    ...(annotations.length > 0 && { annotations: Object.fromEntries(annotations) }),
    ...(children.length > 0 && { subsegments: children.map((child) => segment(child, spans)) }),
  };
}

function startOf({ startTime }: ReadableSpan): number {
  return hrTimeToMilliseconds(startTime);
}

function flags(error: string): Pick<Segment, 'error' | 'fault' | 'throttle'> {
  if (isFault(error)) return { fault: true };
  return ['RATE_LIMITED', '429'].includes(error) ? { error: true, throttle: true } : { error: true };
}
