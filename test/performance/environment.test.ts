import { afterAll, beforeAll, expect, test } from 'vitest';
import { productScenarios, scenarioNames } from '../../scripts/performance/bench/product-scenarios.ts';
import { type CountingProxy, startCountingProxy } from '../../scripts/performance/harness/counting-proxy.ts';
import { handshake, requireResult, type Scenario } from '../../scripts/performance/harness/scenarios.ts';
import {
  startTestEnvironment,
  type TestEnvironment,
} from '../../scripts/performance/harness/test-environment.ts';
import { startBundle } from './start-bundle.ts';

let surroundings: TestEnvironment;
let proxy: CountingProxy;
let environment: Awaited<ReturnType<typeof startBundle>>;
let scenarios: readonly Scenario[];
beforeAll(async () => {
  surroundings = await startTestEnvironment();
  proxy = await startCountingProxy(surroundings.endpoint);
  environment = await startBundle({ ...surroundings.environment, DYNAMODB_ENDPOINT: proxy.endpoint });
  scenarios = productScenarios(await surroundings.token('alice'));
});
afterAll(async () => {
  await environment[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
  await surroundings[Symbol.asyncDispose]();
});

async function ask(scenario: Scenario, running = environment) {
  const { status, ...reply } = await running.invoke(scenario.event());
  requireResult(scenario, { statusCode: status, body: reply.body });
  return reply;
}

const undici = (modules: readonly string[]) => modules.filter((name) => name.includes('undici'));

test('neither initialisation nor any kind of call loads undici', async () => {
  const { modules } = environment;
  expect(modules.length).toBeGreaterThan(50);
  expect(undici(modules)).toEqual([]);

  for (const scenario of scenarios) expect(undici((await ask(scenario)).modules)).toEqual([]);
});

const tripsOf: Record<string, number> = {
  [handshake]: 0,
  [scenarioNames.list]: 0,
  [scenarioNames.cachedRead]: 1, // limit and version of the data together
  [scenarioNames.read]: 1, // limit and ticket together
  [scenarioNames.write]: 2, // limit, record of the request and last number together; transaction
};

test('each kind of call makes no more round trips to DynamoDB than it has to', async () => {
  for (const scenario of scenarios) {
    await ask(scenario);
    proxy.take();
    await ask(scenario);
    expect(proxy.take().trips, `${scenario.name} (${scenario.era})`).toBe(tripsOf[scenario.name]);
  }
});

test('a thousand events of all kinds are answered in one environment, which loads nothing more for them', async () => {
  await using used = await startBundle(surroundings.environment);
  const askUsed = (count: number) => ask(scenarios[count % scenarios.length]!, used);
  for (const count of scenarios.keys()) await askUsed(count);
  const { modules: before } = await askUsed(0);
  let after = before;

  for (let count = 0; count < 1_000; count++) after = (await askUsed(count)).modules;

  expect(after).toEqual(before);
}, 120_000);
