import { startEnvironment } from '../harness/lambda-environment.ts';
import type { RuntimeClient } from '../harness/runtime-client.ts';
import { requireResult, type Scenario } from '../harness/scenarios.ts';
import { shuffled } from '../harness/statistics.ts';
import type { Subject } from './subjects.ts';

/** One execution environment, from its start to its first answer. */
export interface ColdStart {
  readonly initMs: number;
  readonly firstMs: number;
  readonly cpuMs: number;
  readonly peakMib: number;
}

/** A subject whose first event is one of these scenarios. */
export interface ColdCase {
  readonly subject: Subject;
  readonly scenario: Scenario;
}

/** Cold starts in the order of `cases`; one list per round. */
export async function measureCold(
  cases: readonly ColdCase[],
  rounds: number,
  client: RuntimeClient,
): Promise<ColdStart[][]> {
  const results: ColdStart[][] = [];
  for (let round = 0; round < rounds; round++) {
    const starts: ColdStart[] = [];
    for (const at of shuffled([...cases.keys()])) starts[at] = await coldStart(cases[at]!, client);
    results.push(starts);
  }
  return results;
}

async function coldStart({ subject, scenario }: ColdCase, client: RuntimeClient): Promise<ColdStart> {
  await using environment = await startEnvironment(subject, client);
  const answer = await environment.invoke(scenario.event());
  if (subject.scenarios.length > 0) requireResult(scenario, answer);
  return {
    initMs: environment.initMilliseconds,
    firstMs: answer.milliseconds,
    cpuMs: environment.cpuMilliseconds(),
    peakMib: environment.memoryMebibytes().peak,
  };
}
