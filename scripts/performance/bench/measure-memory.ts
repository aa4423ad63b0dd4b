import { startEnvironment } from '../harness/lambda-environment.ts';
import type { RuntimeClient } from '../harness/runtime-client.ts';
import { requireResult } from '../harness/scenarios.ts';
import type { Subject } from './subjects.ts';

/** The most that one environment had resident, in MiB. */
export interface Memory {
  readonly afterFirst: number;
  readonly afterAll: number;
}

/** Sends `events` events of all the contestant's kinds in turn. */
export async function measureMemory(
  contestant: Subject,
  events: number,
  client: RuntimeClient,
): Promise<Memory> {
  const { questions } = contestant;
  await using environment = await startEnvironment(contestant, client);
  let afterFirst = 0;
  for (let count = 0; count < events; count++) {
    const question = questions[count % questions.length];
    const answer = await environment.invoke(question?.event() ?? {});
    if (question) requireResult(question, answer);
    if (count === 0) afterFirst = environment.memoryMebibytes().peak;
  }
  return { afterFirst, afterAll: environment.memoryMebibytes().peak };
}
