import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Attributes,
  type Context,
  createTraceState,
  trace as otel,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import type { IdGenerator } from '@opentelemetry/sdk-trace';

export type { Attributes };

/** The steps of a request. */
export type SpanName = 'auth' | 'limit' | 'tool' | 'cache' | 'store' | 'upstream' | 'audit';

/** The most that one datagram to X-Ray holds. */
const maxSpans = 100;

const currentSpan = new AsyncLocalStorage<Span>();

/**
 * The spans of one request. The body, which is parsed after the first step, can name the parent: so the root is created
 * late, with its true start time, and earlier steps are added then.
 */
export class Trace {
  readonly #tracer: Tracer | undefined;
  readonly #ids: IdGenerator;
  readonly #startedAt = now();
  readonly #earlySteps: ((root: Span) => void)[] = [];
  readonly #open = new Set<Span>();
  #parent: Context;
  #root: Span | undefined;
  #spans = 0;
  #ended = false;

  /** Without a tracer nothing is recorded. */
  constructor(
    tracer: Tracer | undefined,
    ids: IdGenerator,
    headers: Readonly<Record<string, string | undefined>>,
  ) {
    this.#tracer = tracer;
    this.#ids = ids;
    const parent = clientParent(headers.traceparent) ?? lambdaParent(headers['x-amzn-trace-id']);
    this.#parent = contextBelow(parent);
  }

  /** 32 hex digits; the caller's when it sent one. */
  get id(): string {
    return this.root.spanContext().traceId;
  }

  get root(): Span {
    return this.#root ?? this.begin();
  }

  /** Begins the root: a valid `traceparent` wins over the headers. */
  begin(traceparent?: unknown): Span {
    if (this.#root) return this.#root;
    const parent = clientParent(traceparent);
    if (parent) this.#parent = contextBelow(parent);
    const above = this.#soundParent();
    if (this.#tracer && (above === undefined || (above.traceFlags & TraceFlags.SAMPLED) !== 0)) {
      const options = { kind: SpanKind.SERVER, startTime: this.#startedAt };
      this.#root = this.#tracer.startSpan('request', options, this.#parent);
      for (const add of this.#earlySteps) add(this.#root);
    } else {
      this.#root = this.#unsampledRoot(above?.traceId);
    }
    return this.#root;
  }

  #soundParent(): SpanContext | undefined {
    const parent = otel.getSpanContext(this.#parent);
    return parent && otel.isSpanContextValid(parent) ? parent : undefined;
  }

  /** The sampler's decision without its overhead: most requests are not sampled. */
  #unsampledRoot(traceId = this.#ids.generateTraceId()): Span {
    const spanId = this.#ids.generateSpanId();
    return otel.wrapSpanContext({ traceId, spanId, traceFlags: TraceFlags.NONE });
  }

  /** Runs one step as a span below the step that it belongs to. */
  async run<Result>(
    name: SpanName,
    step: () => Promise<Result> | Result,
    attributes: Attributes,
  ): Promise<Result> {
    if (this.#root && !this.#root.isRecording()) return step();
    const startTime = now();
    if (!this.#root) return this.#runEarly(name, step, startTime, attributes);
    if (this.#ended || this.#spans >= maxSpans) return step();
    const span = this.#start(name, currentSpan.getStore() ?? this.#root, startTime, attributes);
    this.#open.add(span);
    try {
      const result = await currentSpan.run(span, step);
      this.#close(span);
      return result;
    } catch (error) {
      this.#close(span, error);
      throw error;
    }
  }

  async #runEarly<Result>(
    name: SpanName,
    step: () => Promise<Result> | Result,
    startTime: number,
    attributes: Attributes,
  ): Promise<Result> {
    let error: unknown;
    try {
      return await step();
    } catch (thrown) {
      error = thrown;
      throw thrown;
    } finally {
      const endTime = now();
      const add = (root: Span) => finish(this.#start(name, root, startTime, attributes), endTime, error);
      if (!this.#root) this.#earlySteps.push(add);
      else if (this.#root.isRecording()) add(this.#root);
    }
  }

  /** Ends the root and pending spans, such as a read that a refused rate limit made needless. */
  end(): void {
    this.#ended = true;
    const endTime = now();
    for (const span of this.#open) span.end(endTime);
    this.root.end(endTime);
  }

  #start(name: SpanName, parent: Span, startTime: number, attributes: Attributes): Span {
    this.#spans += 1;
    const kind = name === 'store' || name === 'upstream' ? SpanKind.CLIENT : SpanKind.INTERNAL;
    return this.#tracer!.startSpan(name, { kind, startTime, attributes }, otel.setSpan(ROOT_CONTEXT, parent));
  }

  #close(span: Span, error?: unknown): void {
    if (this.#open.delete(span) && !this.#ended) finish(span, now(), error);
  }
}

function finish(span: Span, endTime: number, error: unknown): void {
  if (error !== undefined) {
    const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
    const type = String(code ?? name ?? 'Error');
    if (refusals.has(type)) span.setAttribute('db.response.status_code', type);
    else failSpan(span, type);
  }
  span.end(endTime);
}

/** An unmet condition is an answer of the table, not a failure of the step. */
const refusals = new Set(['ConditionFailed', 'TransactionCanceled']);

/** With a code, or the name of an error's class; never its message. */
export function failSpan(span: Span, type: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', type);
}

function clientParent(traceparent: unknown): SpanContext | undefined {
  return (typeof traceparent === 'string' && parseTraceParent(traceparent)) || undefined;
}

/** `Root=1-<8 hex>-<24 hex>;Parent=<16 hex>;Sampled=1`, in any order. */
function lambdaParent(header = ''): SpanContext | undefined {
  const root = /\bRoot=1-([\da-f]{8})-([\da-f]{24})\b/.exec(header);
  const spanId = /\bParent=([\da-f]{16})\b/.exec(header)?.[1];
  if (!root || !spanId) return undefined;
  const traceFlags = /\bSampled=0\b/.test(header) ? TraceFlags.NONE : TraceFlags.SAMPLED;
  return { traceId: `${root[1]}${root[2]}`, spanId, traceFlags, traceState: lambdaTraceState };
}

/** Marks a parent that X-Ray knows: Lambda's segment, unlike a client's span. */
export const lambdaTraceState = createTraceState('parent=lambda');

function contextBelow(parent: SpanContext | undefined): Context {
  return parent ? otel.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true }) : ROOT_CONTEXT;
}

/**
 * Finer than Date.now, and corrected after Lambda has frozen the process, which stops the monotonic clock. Not read from
 * `performance`, which would load node:perf_hooks at every start.
 */
function now(): number {
  const wall = Date.now();
  const monotonic = process.uptime() * 1_000;
  if (Math.abs(wall - monotonic - offset) > 50) offset = wall - monotonic;
  return monotonic + offset;
}

let offset = Date.now() - process.uptime() * 1_000;
