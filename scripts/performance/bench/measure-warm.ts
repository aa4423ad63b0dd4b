import { type Environment, startEnvironment } from '../harness/lambda-environment.ts';
import type { RuntimeClient } from '../harness/runtime-client.ts';
import { requireResult, type Scenario } from '../harness/scenarios.ts';
import { medianOf, quantile, shuffled } from '../harness/statistics.ts';
import type { Subject } from './subjects.ts';

/** One scenario, sent to one subject many times in a row. */
export interface WarmBlock {
  readonly medianMs: number;
  readonly p99Ms: number;
  /** Mean CPU time over all threads of the process. */
  readonly cpuMs: number;
}

export interface WarmCase {
  readonly subject: Subject;
  readonly scenario: Scenario;
}

interface Plan {
  readonly warmRounds: number;
  readonly eventsInBlock: number;
  readonly eventsBefore: number;
}

/** Measurements in the order of `cases`; one list per round. */
export async function measureWarm(
  cases: readonly WarmCase[],
  plan: Plan,
  client: RuntimeClient,
): Promise<WarmBlock[][]> {
  await using stack = new AsyncDisposableStack();
  const running = new Map<Subject, Environment>();
  for (const { subject, scenario } of cases) {
    const environment = running.get(subject) ?? stack.use(await startEnvironment(subject, client));
    running.set(subject, environment);
    await block({ subject, scenario }, environment, plan.eventsBefore);
  }

  const results: WarmBlock[][] = [];
  for (let round = 0; round < plan.warmRounds; round++) {
    const blocks: WarmBlock[] = [];
    for (const at of shuffled([...cases.keys()])) {
      const environment = running.get(cases[at]!.subject)!;
      blocks[at] = await block(cases[at]!, environment, plan.eventsInBlock);
    }
    results.push(blocks);
  }
  return results;
}

async function block(
  { subject, scenario }: WarmCase,
  environment: Environment,
  events: number,
): Promise<WarmBlock> {
  const times: number[] = [];
  const before = environment.cpuMilliseconds();
  for (let count = 0; count < events; count++) {
    const answer = await environment.invoke(scenario.event());
    if (subject.scenarios.length > 0) requireResult(scenario, answer);
    times.push(answer.milliseconds);
  }
  const cpuMs = (environment.cpuMilliseconds() - before) / events;
  times.sort((a, b) => a - b);
  return { medianMs: medianOf(times), p99Ms: quantile(times, 0.99), cpuMs };
}
