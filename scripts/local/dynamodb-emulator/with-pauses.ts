import { setImmediate } from 'node:timers/promises';

const valuesPerPause = 100;

/**
 * Yields the same values, with pauses in which the server can answer requests. Values of an in-memory database are
 * ready at once, so reading all of them would block everything else.
 */
export async function* withPauses<Value>(values: AsyncIterable<Value>): AsyncGenerator<Value> {
  let count = 0;
  for await (const value of values) {
    yield value;
    count += 1;
    if (count % valuesPerPause === 0) await setImmediate();
  }
}
