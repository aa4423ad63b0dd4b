import { requestContext } from '../request-context.ts';
import type { Attributes, SpanName } from '../trace.ts';

/** Runs one step of the current request as a span; outside of any request it just runs. */
export async function withSpan<Result>(
  name: SpanName,
  run: () => Promise<Result> | Result,
  attributes: Attributes = {},
): Promise<Result> {
  const trace = requestContext.getStore()?.trace;
  return trace ? trace.run(name, run, attributes) : run();
}
