import { type Counts, startCountingProxy } from '../harness/counting-proxy.ts';
import { startEnvironment } from '../harness/lambda-environment.ts';
import type { RuntimeClient } from '../harness/runtime-client.ts';
import { requireResult, type Scenario } from '../harness/scenarios.ts';
import type { Subject } from './subjects.ts';

const callsBefore = 2;

/** What each kind of request costs in DynamoDB once the environment knows its caller. */
export async function measureTrips(
  contestant: Subject,
  store: string,
  client: RuntimeClient,
): Promise<{ question: Scenario; counts: Counts }[]> {
  await using proxy = await startCountingProxy(store);
  const environment = { ...contestant.environment, DYNAMODB_ENDPOINT: proxy.endpoint };
  await using running = await startEnvironment({ ...contestant, environment }, client);
  const results: { question: Scenario; counts: Counts }[] = [];
  for (const question of contestant.questions) {
    for (let count = 0; count < callsBefore; count++) {
      requireResult(question, await running.invoke(question.event()));
    }
    proxy.take();
    requireResult(question, await running.invoke(question.event()));
    results.push({ question, counts: proxy.take() });
  }
  return results;
}
