import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDynamoDB } from '../../lambda/dynamodb/client.ts';
import { pendingTool } from '../../lambda/mounted-servers/inspection/check-servers.ts';
import { saveServer } from '../../lambda/mounted-servers/record-changes.ts';
import { productScenarios, scenarioNames } from '../../scripts/performance/bench/product-scenarios.ts';
import { type CountingProxy, startCountingProxy } from '../../scripts/performance/harness/counting-proxy.ts';
import { handshake, requireResult, type Scenario } from '../../scripts/performance/harness/scenarios.ts';
import {
  startTestEnvironment,
  type TestEnvironment,
} from '../../scripts/performance/harness/test-environment.ts';
import { serverRecord, withMountedServers } from '../mounted-servers/mount.ts';
import { lookUp } from '../mounted-servers/scripted-server.ts';
import { startBundle } from './start-bundle.ts';

let surroundings: TestEnvironment;
let proxy: CountingProxy;
let environment: Awaited<ReturnType<typeof startBundle>>;
let scenarios: readonly Scenario[];
beforeAll(async () => {
  surroundings = await startTestEnvironment();
  // Held long enough to be in flight together on a busy machine as well.
  proxy = await startCountingProxy(surroundings.endpoint, 60);
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

test('neither initialisation nor any kind of call loads undici or web streams; perf_hooks waits for a sampled trace', async () => {
  const { modules } = environment;
  expect(modules.length).toBeGreaterThan(50);
  expect(modules.filter((name) => /undici|webstreams|perf_hooks/.test(name))).toEqual([]);

  for (const scenario of scenarios) {
    const loaded = (await ask(scenario)).modules;
    expect(loaded.filter((name) => /undici|webstreams/.test(name))).toEqual([]);
  }
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

test('fifty mounted tools that are not called cost own tools no file, no module, no round trip and no byte', async () => {
  const { TABLE_NAME: tableName = '' } = surroundings.environment;
  const db = createDynamoDB({ tableName, region: 'us-east-1', dynamodbEndpoint: surroundings.endpoint });
  const server = serverRecord('https://hr.example.com/mcp', { server: 'hr' });
  const approved = Array.from({ length: 50 }, (_, at) => ({
    ...pendingTool('hr', { ...lookUp, name: `look_up_${at}` }),
    state: 'approved' as const,
  }));
  await saveServer(db, server, approved);
  await using mounted = await startBundle({
    ...surroundings.environment,
    ...withMountedServers,
    DYNAMODB_ENDPOINT: proxy.endpoint,
  });
  expect(mounted.files.map(nameOf).sort()).toEqual(environment.files.map(nameOf).sort());

  for (const scenario of scenarios) {
    const own = await ask(scenario);
    await ask(scenario, mounted);
    proxy.take();
    const { body, files, modules } = await ask(scenario, mounted);
    const name = `${scenario.name} (${scenario.era})`;
    expect(proxy.take().trips, name).toBe(tripsOf[scenario.name]);
    expect(own.files.map(nameOf), name).toEqual(expect.arrayContaining(files.map(nameOf)));
    expect(own.modules, name).toEqual(expect.arrayContaining([...modules]));
    if (scenario.name === scenarioNames.list) {
      const { tools } = JSON.parse(body).result;
      expect(tools.length).toBe(JSON.parse(own.body).result.tools.length + 50);
    } else if (scenario.name !== scenarioNames.write) {
      expect(JSON.parse(body).result, name).toEqual(JSON.parse(own.body).result);
    }
  }
});

const nameOf = (file: string) => file.split('/').at(-1);

test('a thousand events of all kinds are answered in one environment, which loads nothing more for them', async () => {
  await using used = await startBundle(surroundings.environment);
  const askUsed = (count: number) => ask(scenarios[count % scenarios.length]!, used);
  for (const count of scenarios.keys()) await askUsed(count);
  const { modules: before } = await askUsed(0);
  let after = before;

  for (let count = 0; count < 1_000; count++) after = (await askUsed(count)).modules;

  expect(after).toEqual(before);
});
