import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:dgram';
import { isFault, service } from '../metric-definitions.ts';
import type { Span, Trace } from '../trace.ts';
import type { Exporter } from './exporter.ts';

/** Sends each trace as one datagram to the X-Ray daemon: no connection, no answer, nothing to wait for. */
export function createXrayExporter(daemonAddress: string, failed: (error: unknown) => void): Exporter {
  const [host, port] = daemonAddress.split(/:(?=\d+$)/);
  let socket: Socket | undefined;
  const sending = new Set<Promise<void>>();

  return {
    send(trace) {
      socket ??= openSocket(failed);
      const { promise, resolve } = Promise.withResolvers<void>();
      sending.add(promise);
      socket.send(
        `{"format":"json","version":1}\n${JSON.stringify(segmentOf(trace))}`,
        Number(port),
        host,
        (error) => {
          if (error) failed(error);
          sending.delete(promise);
          resolve();
        },
      );
    },
    async flush() {
      await Promise.all(sending);
    },
  };
}

/** Loaded with the first trace that is kept: most are not. */
function openSocket(failed: (error: unknown) => void): Socket {
  const socket = process.getBuiltinModule('node:dgram').createSocket('udp4').on('error', failed);
  return socket.unref();
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

/** A part of Lambda's own segment, or one in its own right below a client's span. */
function segmentOf({ id, parent, root, spans }: Trace): Segment {
  const belowLambda = parent?.from === 'lambda';
  return {
    ...segment(root, spans),
    // X-Ray draws a node for each name of a segment.
    name: belowLambda ? root.name : service,
    trace_id: `1-${id.slice(0, 8)}-${id.slice(8)}`,
    ...(parent && { parent_id: parent.spanId }),
    ...(belowLambda && { type: 'subsegment' as const }),
  };
}

function segment(span: Span, spans: readonly Span[]): Segment {
  const { 'db.operation.name': operation, ...attributes } = span.attributes;
  const annotations = Object.entries({ ...attributes, ...(span.error && { 'error.type': span.error }) });
  const children = spans.filter(({ parent }) => parent === span);
  return {
    name: span.name,
    id: randomBytes(8).toString('hex'),
    start_time: span.startedAt / 1_000,
    end_time: span.endedAt / 1_000,
    ...(span.error && flags(span.error)),
    ...(operation !== undefined && { namespace: 'aws' as const, aws: { operation: String(operation) } }),
    ...(annotations.length > 0 && {
      annotations: Object.fromEntries(annotations.map(([name, value]) => [name.replaceAll('.', '_'), value])),
    }),
    ...(children.length > 0 && { subsegments: children.map((child) => segment(child, spans)) }),
  };
}

function flags(error: string): Pick<Segment, 'error' | 'fault' | 'throttle'> {
  if (isFault(error)) return { fault: true };
  return ['RATE_LIMITED', '429'].includes(error) ? { error: true, throttle: true } : { error: true };
}
