import { createDynamoDB } from '../../../lambda/dynamodb/client.ts';
import { importItems } from '../../../lambda/inventory/import-items.ts';
import { storeInventorySnapshot } from '../../../lambda/inventory/search/store-inventory-snapshot.ts';
import { importPolicies } from '../../../lambda/policies/import-policies.ts';
import { storePolicySnapshot } from '../../../lambda/policies/search/policy-snapshot.ts';
import { fillTable, itemsOf } from '../harness/fill-table.ts';
import { type Deployed, type Environment, startEnvironment } from '../harness/lambda-environment.ts';
import type { RuntimeClient } from '../harness/runtime-client.ts';
import { inBothProtocols, requireResult } from '../harness/scenarios.ts';
import { type Spread, spreadOf } from '../harness/statistics.ts';
import type { TestEnvironment } from '../harness/test-environment.ts';
import { createSyntheticData } from '../synthetic-data.ts';

/** The cost of a large amount of data per instance, in milliseconds of CPU and in MiB. */
export interface DataFigures {
  readonly items: number;
  readonly passages: number;
  /** CPU from the start of the process to the first look-up, minus that with 35 items in the same round. */
  readonly coldExtra: Spread;
  /** CPU of the first call that needs the policies, minus that of a repeated call. */
  readonly policyLoad: Spread;
  /** CPU of the first search after that, in full. */
  readonly firstSearch: Spread;
  /** Peak resident memory, after imports of both kinds made the instance load both a second time. */
  readonly peakMib: number;
}

const items = 10_000;
const policies = 1_000;
const passages = 5_000;
const searches = 100;

export async function measureData(
  product: Deployed,
  { endpoint, environment, token }: TestEnvironment,
  rounds: number,
  client: RuntimeClient,
): Promise<DataFigures> {
  const [few, many] = ['few-data', 'much-data'];
  await fillTable(endpoint, few, [...itemsOf.items(35), ...itemsOf.policies(5)]);
  await fillTable(endpoint, many, [...itemsOf.items(items), ...itemsOf.policies(policies)]);
  const on = (tableName: string) =>
    startEnvironment({ ...product, environment: { ...environment, TABLE_NAME: tableName } }, client);
  const call = callsOf(await token('data'));

  const [coldExtra, policyLoad, firstSearch]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round += 1) {
    const cold: number[] = [];
    for (const tableName of [few, many]) {
      await using running = await on(tableName);
      await call(running, 'lookup_inventory', { query: 'macbook' });
      cold.push(running.cpuMilliseconds());
      if (tableName === few) continue;
      const first = await call(running, 'get_policy', { doc_id: 'policy-1' });
      policyLoad.push(first - (await call(running, 'get_policy', { doc_id: 'policy-2' })));
      firstSearch.push(await call(running, 'search_policy', { query: 'password rules' }));
    }
    coldExtra.push(cold[1]! - cold[0]!);
  }
  const peakMib = await peakMemory(await on(many), call, endpoint, many);
  const spreads = {
    coldExtra: spreadOf(coldExtra),
    policyLoad: spreadOf(policyLoad),
    firstSearch: spreadOf(firstSearch),
  };
  return { items, passages, ...spreads, peakMib };
}

type Call = (running: Environment, name: string, args: object) => Promise<number>;

/** Calls resolve with their CPU time. */
function callsOf(bearer: string): Call {
  return async (running, name, args) => {
    const before = running.cpuMilliseconds();
    const scenario = inBothProtocols(name, 'tools/call', () => ({ name, arguments: args }), bearer)[0]!;
    requireResult(scenario, await running.invoke(scenario.event()));
    return running.cpuMilliseconds() - before;
  };
}

async function peakMemory(
  running: Environment,
  call: Call,
  endpoint: string,
  tableName: string,
): Promise<number> {
  await using _ended = running;
  const data = createSyntheticData(2);
  const patient = { dynamodbTimeoutMs: 30_000, region: 'us-east-1' };
  const db = createDynamoDB({ ...patient, dynamodbEndpoint: endpoint, tableName });
  for (const version of [1, 2]) {
    for (const query of data.inventoryQueries(searches)) await call(running, 'lookup_inventory', { query });
    for (const query of data.policyQueries(searches)) await call(running, 'search_policy', { query });
    if (version === 2) break;
    await importItems(db, [{ ...data.items(1)[0]!, quantity: 7 }]);
    await storeInventorySnapshot(db);
    await importPolicies(db, data.policies(5));
    await storePolicySnapshot(db);
  }
  return running.memoryMebibytes().peak;
}
