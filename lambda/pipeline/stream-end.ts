import { type RequestContext, requestContext } from '../observability/request-context.ts';

/** The stream, read within its request's context. `end` runs once, before the reader sees the end or after it has left. */
export function withEnd(
  stream: AsyncIterable<string>,
  context: RequestContext,
  end: () => Promise<void>,
): AsyncIterable<string> {
  const parts = stream[Symbol.asyncIterator]();
  const inContext = <Value>(work: () => Value) => requestContext.run(context, work);
  let ended: Promise<void> | undefined;
  const endOnce = () => {
    ended ??= inContext(end);
    return ended;
  };
  return {
    [Symbol.asyncIterator]: () => ({
      async next() {
        const part = await inContext(() => parts.next());
        if (part.done) await endOnce();
        return part;
      },
      // Not a generator: its return() would wait for a pending next().
      async return() {
        await inContext(() => parts.return?.());
        await endOnce();
        return { done: true, value: undefined };
      },
    }),
  };
}
