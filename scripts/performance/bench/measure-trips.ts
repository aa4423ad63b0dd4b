import { type Counts, startCountingProxy } from '../harness/counting-proxy.ts';
import { startEnvironment } from '../harness/lambda-environment.ts';
import type { RuntimeClient } from '../harness/runtime-client.ts';
import { requireResult, type Scenario } from '../harness/scenarios.ts';
import type { Subject } from './subjects.ts';

const callsBefore = 2;

/** DynamoDB round trips of each kind of request, after the environment has seen its caller. */
export async function measureTrips(
  subject: Subject,
  store: string,
  client: RuntimeClient,
): Promise<{ scenario: Scenario; counts: Counts }[]> {
  await using proxy = await startCountingProxy(store);
  const environment = { ...subject.environment, DYNAMODB_ENDPOINT: proxy.endpoint };
  await using running = await startEnvironment({ ...subject, environment }, client);
  const results: { scenario: Scenario; counts: Counts }[] = [];
  for (const scenario of subject.scenarios) {
    for (let count = 0; count < callsBefore; count++) {
      requireResult(scenario, await running.invoke(scenario.event()));
    }
    proxy.take();
    requireResult(scenario, await running.invoke(scenario.event()));
    results.push({ scenario, counts: proxy.take() });
  }
  return results;
}
