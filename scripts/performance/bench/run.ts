import { availableParallelism, cpus, loadavg, release } from 'node:os';
import type { Counts } from '../harness/counting-proxy.ts';
import { runtimeClient } from '../harness/runtime-client.ts';
import type { Scenario } from '../harness/scenarios.ts';
import { type Spread, spreadOf } from '../harness/statistics.ts';
import { startTestEnvironment } from '../harness/test-environment.ts';
import { type ColdStart, measureCold } from './measure-cold.ts';
import { type Memory, measureMemory } from './measure-memory.ts';
import { measureTrips } from './measure-trips.ts';
import { measureWarm, type WarmBlock } from './measure-warm.ts';
import { scenarios } from './product-scenarios.ts';
import { buildSubjects, type Subject, type Subjects } from './subjects.ts';

export interface Plan {
  readonly coldRounds: number;
  readonly warmRounds: number;
  readonly eventsInBlock: number;
  readonly eventsBefore: number;
  readonly memoryEvents: number;
}

export interface Row {
  readonly contestant: Subject;
  readonly question: Scenario;
}

export interface ColdRow extends Row {
  readonly initMs: Spread;
  readonly firstMs: Spread;
  readonly totalMs: Spread;
  /** To the floor of the same round. */
  readonly ratio: Spread;
  /** To the bare hello world on SDK v2 of the same round and era: stable over machines, as that to the floor is not. */
  readonly sdkRatio: Spread;
  readonly cpuMs: Spread;
  readonly cpuRatio: Spread;
  readonly peakMib: Spread;
}

export interface WarmRow extends Row {
  readonly ms: Spread;
  readonly p99Ms: Spread;
  readonly cpuMs: Spread;
  /** To the floor with the same event in the same round. */
  readonly ratio: Spread;
  /** To the bare hello world on SDK v2 with an event of the same kind in the same round. */
  readonly sdkRatio: Spread;
  readonly cpuRatio: Spread;
}

export interface Results {
  readonly machine: string;
  readonly runtime: string;
  readonly plan: Plan;
  readonly contestants: Subjects;
  readonly cold: readonly ColdRow[];
  readonly warm: readonly WarmRow[];
  /** How much slower tools/list is with 50 tools than with 5 in the same round, by era. */
  readonly growth: readonly { readonly era: string; readonly ratio: Spread }[];
  readonly memory: readonly (Memory & { readonly contestant: Subject })[];
  readonly trips: readonly { readonly question: Scenario; readonly counts: Counts }[];
}

/** Measures all contestants in one go; `onStep` hears what comes next. */
export async function runBenchmark(plan: Plan, onStep: (step: string) => void): Promise<Results> {
  const client = await runtimeClient();
  onStep('Building, and filling the table');
  await using surroundings = await startTestEnvironment();
  const contestants = await buildSubjects(surroundings);
  const { floor, helloV1, helloV2, ours, oursAlone, oursUncached, with5Tools, with50Tools } = contestants;
  const rowsOf = (contestant: Subject) =>
    contestant.questions.map((question): Row => ({ contestant, question }));

  onStep(`Cold: ${plan.coldRounds} rounds`);
  const coldCases = [
    { contestant: floor, question: ours.questions[0]! },
    ...[helloV1, helloV2].flatMap(rowsOf).filter(({ question }) => question.name === scenarios.call),
    ...[ours, oursAlone, oursUncached].flatMap(rowsOf),
  ];
  const coldRounds = await measureCold(coldCases, plan.coldRounds, client);

  onStep(`Warm: ${plan.warmRounds} rounds of ${plan.eventsInBlock} events`);
  const floorCases = ours.questions.map((question): Row => ({ contestant: floor, question }));
  const warmCases = [
    ...floorCases,
    ...[helloV1, helloV2, ours, oursAlone, with5Tools, with50Tools].flatMap(rowsOf),
  ];
  const warmRounds = await measureWarm(warmCases, plan, client);

  const memory: (Memory & { contestant: Subject })[] = [];
  for (const contestant of [floor, helloV1, helloV2, ours]) {
    onStep(`Memory: ${plan.memoryEvents} events, ${contestant.name}`);
    memory.push({ contestant, ...(await measureMemory(contestant, plan.memoryEvents, client)) });
  }

  onStep('Round trips to the table');
  return {
    machine: machine(),
    runtime: client.name,
    plan,
    contestants,
    cold: coldCases.map((row, at) => coldRow(row, at, placeOf(helloV2, row.question, coldCases), coldRounds)),
    warm: warmCases.map((row, at) =>
      warmRow(row, at, warmCases, placeOf(helloV2, row.question, warmCases), warmRounds),
    ),
    growth: growthOf(warmCases, warmRounds, contestants),
    memory,
    trips: await measureTrips(ours, surroundings.endpoint, client),
  };
}

function machine(): string {
  const [processor] = cpus();
  return [
    `${availableParallelism()} × ${processor?.model.trim()}`,
    `Linux ${release()}`,
    `Node ${process.version}`,
    `load ${loadavg()[0]!.toFixed(1)} at the end`,
  ].join(', ');
}

/** Where a bare server is asked the same: in a cold start and for every tool, its only tool. */
function placeOf(contestant: Subject, { name, era }: Scenario, cases: readonly Row[]): number {
  const of = (wanted: string) =>
    cases.findIndex(
      (row) => row.contestant === contestant && row.question.name === wanted && row.question.era === era,
    );
  return of(name) >= 0 ? of(name) : of(scenarios.call);
}

/** The floor is the first case. */
function coldRow(row: Row, at: number, sdkAt: number, rounds: readonly ColdStart[][]): ColdRow {
  const total = ({ initMs, firstMs }: ColdStart) => initMs + firstMs;
  return {
    ...row,
    initMs: spreadOf(rounds.map((starts) => starts[at]!.initMs)),
    firstMs: spreadOf(rounds.map((starts) => starts[at]!.firstMs)),
    totalMs: spreadOf(rounds.map((starts) => total(starts[at]!))),
    ratio: spreadOf(rounds.map((starts) => total(starts[at]!) / total(starts[0]!))),
    sdkRatio: spreadOf(rounds.map((starts) => total(starts[at]!) / total(starts[sdkAt]!))),
    cpuMs: spreadOf(rounds.map((starts) => starts[at]!.cpuMs)),
    cpuRatio: spreadOf(rounds.map((starts) => starts[at]!.cpuMs / starts[0]!.cpuMs)),
    peakMib: spreadOf(rounds.map((starts) => starts[at]!.peakMib)),
  };
}

function warmRow(
  row: Row,
  at: number,
  cases: readonly Row[],
  sdkAt: number,
  rounds: readonly WarmBlock[][],
): WarmRow {
  const floorAt = floorFor(row.question, cases);
  return {
    ...row,
    ms: spreadOf(rounds.map((blocks) => blocks[at]!.medianMs)),
    p99Ms: spreadOf(rounds.map((blocks) => blocks[at]!.p99Ms)),
    cpuMs: spreadOf(rounds.map((blocks) => blocks[at]!.cpuMs)),
    ratio: spreadOf(rounds.map((blocks) => blocks[at]!.medianMs / blocks[floorAt]!.medianMs)),
    sdkRatio: spreadOf(rounds.map((blocks) => blocks[at]!.medianMs / blocks[sdkAt]!.medianMs)),
    cpuRatio: spreadOf(rounds.map((blocks) => blocks[at]!.cpuMs / blocks[floorAt]!.cpuMs)),
  };
}

/** The floor's cases come first; the bare servers' only tool is held against the floor of our first tool call. */
function floorFor({ name, era }: Scenario, cases: readonly Row[]): number {
  const wanted = name === scenarios.call ? scenarios.cachedRead : name;
  return cases.findIndex(({ question }) => question.name === wanted && question.era === era);
}

function growthOf(
  cases: readonly Row[],
  rounds: readonly WarmBlock[][],
  { with5Tools, with50Tools }: Subjects,
) {
  return with5Tools.questions.map(({ era }) => {
    const place = (contestant: Subject) =>
      cases.findIndex((row) => row.contestant === contestant && row.question.era === era);
    const [few, many] = [place(with5Tools), place(with50Tools)];
    return { era, ratio: spreadOf(rounds.map((blocks) => blocks[many]!.medianMs / blocks[few]!.medianMs)) };
  });
}
