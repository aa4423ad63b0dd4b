import { availableParallelism, cpus, loadavg, release } from 'node:os';
import type { Counts } from '../harness/counting-proxy.ts';
import { runtimeClient } from '../harness/runtime-client.ts';
import type { Scenario } from '../harness/scenarios.ts';
import { type Spread, spreadOf } from '../harness/statistics.ts';
import { startTestEnvironment } from '../harness/test-environment.ts';
import { type ColdStart, measureCold } from './measure-cold.ts';
import { type DataFigures, measureData } from './measure-data.ts';
import { type Memory, measureMemory } from './measure-memory.ts';
import { measureTrips } from './measure-trips.ts';
import { measureWarm, type WarmBlock } from './measure-warm.ts';
import { scenarioNames } from './product-scenarios.ts';
import { buildSubjects, type Subject, type Subjects } from './subjects.ts';

export interface Plan {
  readonly coldRounds: number;
  readonly warmRounds: number;
  readonly eventsInBlock: number;
  readonly eventsBefore: number;
  readonly memoryEvents: number;
  readonly dataRounds: number;
}

export interface Row {
  readonly subject: Subject;
  readonly scenario: Scenario;
}

interface ColdRow extends Row {
  readonly initMs: Spread;
  readonly firstMs: Spread;
  readonly totalMs: Spread;
  /** Ratio to the floor in the same round. */
  readonly ratio: Spread;
  /**
   * Ratio to the bare hello world on SDK v2 in the same round and era. Unlike the ratio to the floor, it is stable
   * across machines.
   */
  readonly sdkRatio: Spread;
  readonly cpuMs: Spread;
  readonly cpuRatio: Spread;
  readonly peakMib: Spread;
}

interface WarmRow extends Row {
  readonly ms: Spread;
  readonly p99Ms: Spread;
  readonly cpuMs: Spread;
  /** Ratio to the floor with the same event in the same round. */
  readonly ratio: Spread;
  /** Ratio to the bare hello world on SDK v2 with an event of the same kind in the same round. */
  readonly sdkRatio: Spread;
  readonly cpuRatio: Spread;
}

export interface Results {
  readonly machine: string;
  readonly runtime: string;
  readonly plan: Plan;
  readonly subjects: Subjects;
  readonly cold: readonly ColdRow[];
  readonly warm: readonly WarmRow[];
  /** The ratio of tools/list with 50 tools to that with 5 tools in the same round, by era. */
  readonly growth: readonly { readonly era: string; readonly ratio: Spread }[];
  readonly memory: readonly (Memory & { readonly subject: Subject })[];
  readonly trips: readonly { readonly scenario: Scenario; readonly counts: Counts }[];
  readonly data: DataFigures;
}

/** Measures all subjects in one run; calls `onStep` at each step. */
export async function runBenchmark(plan: Plan, onStep: (step: string) => void): Promise<Results> {
  const client = await runtimeClient();
  onStep('Building, and filling the table');
  await using surroundings = await startTestEnvironment();
  const subjects = await buildSubjects(surroundings);
  const { floor, helloV1, helloV2, middyMcp, usualPackages, ours, oursAlone, oursUncached } = subjects;
  const { with5Tools, with50Tools } = subjects;
  const peers = [helloV1, helloV2, middyMcp, usualPackages];
  const rowsOf = (subject: Subject) => subject.scenarios.map((scenario): Row => ({ subject, scenario }));

  onStep(`Cold: ${plan.coldRounds} rounds`);
  const coldCases = [
    { subject: floor, scenario: ours.scenarios[0]! },
    ...peers.flatMap(rowsOf).filter(({ scenario }) => scenario.name === scenarioNames.call),
    ...[ours, oursAlone, oursUncached].flatMap(rowsOf),
  ];
  const coldRounds = await measureCold(coldCases, plan.coldRounds, client);

  onStep(`Warm: ${plan.warmRounds} rounds of ${plan.eventsInBlock} events`);
  const floorCases = ours.scenarios.map((scenario): Row => ({ subject: floor, scenario }));
  const warmCases = [...floorCases, ...[...peers, ours, oursAlone, with5Tools, with50Tools].flatMap(rowsOf)];
  const warmRounds = await measureWarm(warmCases, plan, client);

  const memory: (Memory & { subject: Subject })[] = [];
  for (const subject of [floor, ...peers, ours]) {
    onStep(`Memory: ${plan.memoryEvents} events, ${subject.name}`);
    memory.push({ subject, ...(await measureMemory(subject, plan.memoryEvents, client)) });
  }

  onStep('Round trips to the table');
  const trips = await measureTrips(ours, surroundings.endpoint, client);
  onStep(`Much data: ${plan.dataRounds} rounds`);
  const data = await measureData(oursUncached, surroundings, plan.dataRounds, client);

  return {
    machine: machine(),
    runtime: client.name,
    plan,
    subjects,
    cold: coldCases.map((row, at) => coldRow(row, at, placeOf(helloV2, row.scenario, coldCases), coldRounds)),
    warm: warmCases.map((row, at) =>
      warmRow(row, at, warmCases, placeOf(helloV2, row.scenario, warmCases), warmRounds),
    ),
    growth: growthOf(warmCases, warmRounds, subjects),
    memory,
    trips,
    data,
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

/** Index of the bare server's comparable row: for a cold start and for every tool call, that of its only tool. */
function placeOf(subject: Subject, { name, era }: Scenario, cases: readonly Row[]): number {
  const of = (scenarioName: string) =>
    cases.findIndex(
      (row) => row.subject === subject && row.scenario.name === scenarioName && row.scenario.era === era,
    );
  return of(name) >= 0 ? of(name) : of(scenarioNames.call);
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
  const floorAt = floorFor(row.scenario, cases);
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

/** The floor's cases come first; a bare server's tool is compared with the floor of our first tool call. */
function floorFor({ name, era }: Scenario, cases: readonly Row[]): number {
  const floorName = name === scenarioNames.call ? scenarioNames.cachedRead : name;
  return cases.findIndex(({ scenario }) => scenario.name === floorName && scenario.era === era);
}

function growthOf(
  cases: readonly Row[],
  rounds: readonly WarmBlock[][],
  { with5Tools, with50Tools }: Subjects,
) {
  return with5Tools.scenarios.map(({ era }) => {
    const place = (subject: Subject) =>
      cases.findIndex((row) => row.subject === subject && row.scenario.era === era);
    const [few, many] = [place(with5Tools), place(with50Tools)];
    return { era, ratio: spreadOf(rounds.map((blocks) => blocks[many]!.medianMs / blocks[few]!.medianMs)) };
  });
}
