import { startEnvironment } from '../harness/lambda-environment.ts';
import type { RuntimeClient } from '../harness/runtime-client.ts';
import { requireResult } from '../harness/scenarios.ts';
import type { Subject } from './subjects.ts';

/** Peak resident memory of one environment, in MiB. */
export interface Memory {
  readonly afterFirst: number;
  readonly afterAll: number;
}

/** Sends `events` events, alternating between the subject's kinds. */
export async function measureMemory(
  subject: Subject,
  events: number,
  client: RuntimeClient,
): Promise<Memory> {
  const { scenarios } = subject;
  await using environment = await startEnvironment(subject, client);
  let afterFirst = 0;
  for (let count = 0; count < events; count++) {
    const scenario = scenarios[count % scenarios.length];
    const answer = await environment.invoke(scenario?.event() ?? {});
    if (scenario) requireResult(scenario, answer);
    if (count === 0) afterFirst = environment.memoryMebibytes().peak;
  }
  return { afterFirst, afterAll: environment.memoryMebibytes().peak };
}
