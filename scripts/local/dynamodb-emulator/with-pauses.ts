import { setImmediate } from 'node:timers/promises';

const valuesPerPause = 100;

/**
 * The same values, with pauses in which the server answers its requests. A database in memory never pauses by itself:
 * each of its values is ready at once, so that reading all of them keeps everything else waiting.
 */
export async function* withPauses<Value>(values: AsyncIterable<Value>): AsyncGenerator<Value> {
  let count = 0;
  for await (const value of values) {
    yield value;
    count += 1;
    if (count % valuesPerPause === 0) await setImmediate();
  }
}
