import type { JSONRPCMessage, JSONRPCResponse } from '@modelcontextprotocol/server';
import type { HttpResponse } from '../http/messages.ts';
import type { StreamedResult } from './protocol/transports.ts';

/**
 * Notifications and then the answer as server-sent events. When the reader leaves, `abort` is called at once; the
 * stream ends only when the handler has ended, so that the audit record has the outcome.
 */
export function eventStream(
  { notifications, result }: StreamedResult,
  answerOf: (answer: JSONRPCResponse) => object,
  abort: () => void,
): HttpResponse {
  async function* events() {
    for await (const notification of notifications) yield event(notification);
    yield event(answerOf((await result).answer));
  }

  const source = events();
  const stream = {
    [Symbol.asyncIterator]: () => ({
      next: () => source.next(),
      async return() {
        abort();
        notifications.close();
        await result.then(({ answer }) => answerOf(answer));
        return source.return();
      },
    }),
  };
  const headers = {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache',
    'x-accel-buffering': 'no',
  };
  return { status: 200, headers, body: '', stream };
}

/** 2026-07-28, basic/transports/streamable-http, Receiving Messages. */
function event(message: JSONRPCMessage | object): string {
  return `data: ${JSON.stringify(message)}\n\n`;
}
