import type { Item } from '../../../lambda/dynamodb/command-inputs.ts';
import { buildProductFor, type Subject } from '../bench/subjects.ts';
import { type Counts, startCountingProxy } from '../harness/counting-proxy.ts';
import { fillTable, itemsOf } from '../harness/fill-table.ts';
import { type Environment, startEnvironment } from '../harness/lambda-environment.ts';
import type { RuntimeClient } from '../harness/runtime-client.ts';
import { inBothProtocols, requireResult, type Scenario } from '../harness/scenarios.ts';
import { medianOf } from '../harness/statistics.ts';
import type { TestEnvironment } from '../harness/test-environment.ts';
import { createSyntheticData } from '../synthetic-data.ts';

/** One size of one kind of data, and the requests that measure it. */
interface GrowthCase {
  readonly what: string;
  readonly size: number;
  readonly note?: string;
  items(): Item[];
  /** Different requests, so that the cache does not answer all of them. */
  scenarios(): Scenario[] | Promise<Scenario[]>;
}

export interface GrowthResult {
  readonly what: string;
  readonly size: number;
  /** Values that were computed instead of measured, or the reason for missing figures. */
  readonly note: string;
  readonly figures?: GrowthFigures;
}

/** The cost at this size. */
export interface GrowthFigures {
  readonly initMs: number;
  readonly firstMs: number;
  readonly warmMs: number;
  readonly cpuMs: number;
  readonly peakMib: number;
  /** Counts of initialization and first call, and of one more call. */
  readonly firstCounts: Counts;
  readonly warmCounts: Counts;
}

export interface GrowthPlan {
  readonly users: readonly number[];
  readonly items: readonly number[];
  readonly policies: readonly number[];
  readonly tickets: readonly number[];
  /** For more tickets than this, only the newest 1,000 are created. */
  readonly mostTickets: number;
  /** After this time, no further size is started. */
  readonly seconds: number;
}

const subject = 'bench';
const queryCount = 100;
/** Number of starts; initialization and first call are medians of them. */
const starts = 7;
/** A long timeout, because the test measures the duration of a read, also on a busy machine. */
const tableTimeout = { DYNAMODB_TIMEOUT_MS: '20000' };

/**
 * Measures each size with its own table; calls `onStep` at each step. A size that fails becomes a row without figures.
 */
export async function measureGrowth(
  plan: GrowthPlan,
  surroundings: TestEnvironment,
  client: RuntimeClient,
  onStep: (step: string) => void,
): Promise<GrowthResult[]> {
  const product = await buildProductFor('growth');
  const results: GrowthResult[] = [];
  const endsAt = performance.now() + plan.seconds * 1_000;
  for (const growing of await casesOf(plan, surroundings)) {
    const { what, size, note = '' } = growing;
    if (performance.now() > endsAt) {
      results.push({ what, size, note: `not measured: the run's ${plan.seconds} seconds were over` });
      continue;
    }
    onStep(`${size} ${what}`);
    const measured = await measure(growing, product, surroundings, client).then(
      (figures) => ({ what, size, note, figures }),
      (error: Error) => ({ what, size, note: `not measured: ${error.message.slice(0, 200)}` }),
    );
    if (!('figures' in measured)) onStep(measured.note);
    results.push(measured);
  }
  return results;
}

async function casesOf(plan: GrowthPlan, { token }: TestEnvironment): Promise<GrowthCase[]> {
  const data = createSyntheticData(2);
  const bearer = await token(subject);
  const toolCall = (name: string, args: object) =>
    inBothProtocols(name, 'tools/call', () => ({ name, arguments: args }), bearer)[0]!;
  const lookUps = () =>
    data.inventoryQueries(queryCount).map((query) => toolCall('lookup_inventory', { query }));
  const few = itemsOf.items(35);

  return [
    ...plan.users.map((size) => ({
      what: 'users',
      size,
      items: () => few,
      scenarios: async () => {
        const tokens = await Promise.all(Array.from({ length: size }, (_, at) => token(`user-${at}`)));
        const list = tokens.map(
          (each) => inBothProtocols('list_tickets', 'tools/call', () => listTickets, each)[0]!,
        );
        return Array.from({ length: Math.max(200, size) }, (_, at) => list[at % size]!);
      },
    })),
    ...plan.items.map((size) => ({
      what: 'items',
      size,
      items: () => itemsOf.items(size),
      scenarios: lookUps,
    })),
    ...plan.policies.map((size) => ({
      what: 'policies',
      size,
      items: () => itemsOf.policies(size),
      scenarios: () => data.policyQueries(queryCount).map((query) => toolCall('search_policy', { query })),
    })),
    ...plan.tickets.map((size) => {
      const present = size > plan.mostTickets ? 1_000 : size;
      return {
        what: 'tickets',
        size,
        note: present < size ? `computed: only the newest ${present.toLocaleString('en')} are there` : '',
        items: () => itemsOf.tickets(size, present, subject),
        scenarios: () => Array.from({ length: queryCount }, () => toolCall('list_tickets', { limit: 20 })),
      };
    }),
  ];
}

const listTickets = { name: 'list_tickets', arguments: {} };

async function measure(
  { what, size, items, scenarios }: GrowthCase,
  product: Subject,
  { environment, endpoint }: TestEnvironment,
  client: RuntimeClient,
): Promise<GrowthFigures> {
  const tableName = `${what}-${size}`;
  await fillTable(endpoint, tableName, items());
  const list = await scenarios();
  const on = (address: string) => ({
    ...product,
    environment: { ...environment, ...tableTimeout, TABLE_NAME: tableName, DYNAMODB_ENDPOINT: address },
  });

  const inits: number[] = [];
  const firsts: number[] = [];
  for (let start = 1; start < starts; start += 1) {
    await using started = await startEnvironment(on(endpoint), client);
    inits.push(started.initMilliseconds);
    firsts.push(...(await invokeAll(started, list.slice(0, 1))));
  }
  await using running = await startEnvironment(on(endpoint), client);
  inits.push(running.initMilliseconds);
  firsts.push(...(await invokeAll(running, list.slice(0, 1))));
  const cpuBefore = running.cpuMilliseconds();
  const times = await invokeAll(running, list);
  const cpuMs = (running.cpuMilliseconds() - cpuBefore) / times.length;

  return {
    initMs: medianOf(inits),
    firstMs: medianOf(firsts),
    warmMs: medianOf(times),
    cpuMs,
    peakMib: running.memoryMebibytes().peak,
    ...(await counts(on, endpoint, list, client)),
  };
}

async function counts(
  on: (address: string) => Subject,
  endpoint: string,
  list: readonly Scenario[],
  client: RuntimeClient,
): Promise<Pick<GrowthFigures, 'firstCounts' | 'warmCounts'>> {
  await using proxy = await startCountingProxy(endpoint, 0);
  await using running = await startEnvironment(on(proxy.endpoint), client);
  await invokeAll(running, list.slice(0, 1));
  const firstCounts = proxy.take();
  await invokeAll(running, list.slice(1, 2));
  return { firstCounts, warmCounts: proxy.take() };
}

async function invokeAll(running: Environment, scenarios: readonly Scenario[]): Promise<number[]> {
  const times: number[] = [];
  for (const scenario of scenarios) {
    const answer = await running.invoke(scenario.event());
    requireResult(scenario, answer);
    times.push(answer.milliseconds);
  }
  return times;
}
