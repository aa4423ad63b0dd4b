import { AsyncLocalStorage } from 'node:async_hooks';
import { requestContext } from '../request-context.ts';
import { type Attributes, now, type Span } from '../trace.ts';

/** The steps of a request. */
export type SpanName = 'auth' | 'limit' | 'tool' | 'cache' | 'store' | 'upstream' | 'audit';

/** What one datagram to X-Ray holds; no request comes near it. */
const maxSpans = 100;

const currentSpan = new AsyncLocalStorage<Span>();

/** Runs one step of the current call as a span under the step it belongs to; just runs it when nobody collects spans. */
export async function withSpan<Result>(
  name: SpanName,
  run: () => Promise<Result> | Result,
  attributes: Attributes = {},
): Promise<Result> {
  const trace = requestContext.getStore()?.trace;
  if (!trace || trace.spans.length >= maxSpans) return run();

  const step: Span = {
    name,
    parent: currentSpan.getStore() ?? trace.root,
    startedAt: now(),
    endedAt: 0,
    attributes,
  };
  trace.spans.push(step);
  try {
    return await currentSpan.run(step, run);
  } catch (error) {
    const type = errorType(error);
    if (refusals.has(type)) step.attributes = { ...attributes, 'db.response.status_code': type };
    else step.error = type;
    throw error;
  } finally {
    step.endedAt = now();
  }
}

/** A condition that does not hold is an answer of the table, and no failure of the step. */
const refusals = new Set(['ConditionFailed', 'TransactionCanceled']);

function errorType(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  return String(code ?? name ?? 'Error');
}
