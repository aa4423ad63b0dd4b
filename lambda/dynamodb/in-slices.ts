import { setImmediate } from 'node:timers/promises';

/** Runs work that may take long, and lets other requests run wherever it yields. */
export async function inSlices<Result>(work: Generator<void, Result>): Promise<Result> {
  for (let step = work.next(); ; step = work.next()) {
    if (step.done) return step.value;
    await setImmediate();
  }
}

export function withoutPause<Result>(work: Generator<void, Result>): Result {
  for (let step = work.next(); ; step = work.next()) if (step.done) return step.value;
}
