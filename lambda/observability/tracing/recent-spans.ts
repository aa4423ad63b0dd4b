import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';

/** The spans of this instance's last traces, for an administrator to read through MCP. */
export interface RecentSpans extends SpanProcessor {
  /** The root first. */
  find(traceId: string): readonly ReadableSpan[];
}

const capacity = 100;

export function createRecentSpans(): RecentSpans {
  const traces = new Map<string, ReadableSpan[]>();
  return {
    onStart() {},
    onEnd(span) {
      const { traceId } = span.spanContext();
      const spans = traces.get(traceId) ?? [];
      traces.set(traceId, spans);
      spans.push(span);
      if (traces.size > capacity) traces.delete(traces.keys().next().value!);
    },
    find: (traceId) => traces.get(traceId)?.toReversed() ?? [],
    forceFlush: async () => {},
    shutdown: async () => {},
  };
}
