import { join } from 'node:path';
import { defineCommand, runCommand, say, UsageError } from '../../cli.ts';
import { writeGeneratedPart } from '../../docs/generated-part.ts';
import { runtimeClient } from '../harness/runtime-client.ts';
import { startTestEnvironment } from '../harness/test-environment.ts';
import { checkLimits } from './check-limits.ts';
import { drive } from './drive.ts';
import { type FlatPlan, isFlat, measureFlatness } from './flat.ts';
import { type GrowthPlan, measureGrowth } from './grow.ts';
import { type BesidePlan, besideReport, errorsOf, measureBeside } from './measure-beside.ts';
import { flatReport, growthReport, isExact, type LoadRun, loadReport } from './report.ts';
import { startServers } from './servers.ts';
import { createSimulatedCaller } from './simulated-callers.ts';

const page = join(import.meta.dirname, '../../../docs/performance.md');
const full = { people: 2_000, atOnce: 32, requests: 6_000, seconds: 60 };
const quick = { people: 200, atOnce: 16, requests: 600, seconds: 15 };
const flatness: FlatPlan = { requests: 100_000, stepAt: 20_000, people: 100, atOnce: 16 };
const quickFlatness: FlatPlan = { requests: 2_000, stepAt: 1_000, people: 10, atOnce: 16 };
const growth: GrowthPlan = {
  users: [10, 100, 1_000],
  items: [35, 1_000, 10_000, 100_000],
  policies: [5, 50, 500, 5_000],
  tickets: [1_000, 10_000, 100_000, 1_000_000],
  mostTickets: 10_000,
  seconds: 300,
};
const quickGrowth: GrowthPlan = {
  users: [10, 100],
  items: [35, 1_000],
  policies: [5, 50],
  tickets: [1_000, 1_000_000],
  mostTickets: 1_000,
  seconds: 300,
};

const besidePlan: BesidePlan = { people: 2_000, atOnce: 8, rounds: 4, seconds: 3 };
const quickBesidePlan: BesidePlan = { people: 400, atOnce: 8, rounds: 1, seconds: 1 };

export const command = defineCommand(
  'load',
  say(
    'Measures two and four servers under the load of many users, then how the cost of a call grows with the data.',
    '여러 사용자의 부하를 서버 2대·4대에 주고 데이터 증가에 따른 호출 시간을 측정합니다.',
  ),
  ['npm run load -- --quick', 'npm run load -- --write', 'npm run load -- --flat'],
)
  .option(
    '--flat',
    say(
      'only send the container 100,000 requests and watch its memory',
      '컨테이너에 요청 10만 건을 보내 메모리만 측정',
    ),
    false,
  )
  .option(
    '--beside',
    say(
      'only own calls beside a mounted server that hangs, dies, floods or changes, in two minutes',
      '연결된 서버가 멈추거나 끊길 때의 자체 호출만 2분간 측정',
    ),
    false,
  )
  .option(
    '--people',
    say('only the load of many users on two and four servers', '여러 사용자의 부하만 측정'),
    false,
  )
  .option(
    '--growth',
    say(
      'only how the cost of a call grows with the data; takes five minutes',
      '데이터 증가에 따른 호출 시간만 5분간 측정',
    ),
    false,
  )
  .option('--quick', say('few rounds', '짧게 실행'), false)
  .option(
    '--write',
    say('write the tables into docs/performance.md', '표를 docs/performance.md에 기록'),
    false,
  )
  .action(measure);

/** Each part is an option; without options, all parts run. */
const parts = ['flat', 'beside', 'people', 'growth'] as const;
type Part = (typeof parts)[number];

/**
 * Measures a container's memory, own calls beside a misbehaving mounted server, the load of many people on two and on
 * four servers, and growth with the data. Exit code 1 if a request failed, a limit did not hold, memory grew or a part
 * could not be measured; the other parts are still reported.
 */
async function measure({
  quick: isQuick,
  write,
  ...flags
}: Record<Part | 'quick' | 'write', boolean>): Promise<void> {
  if (isQuick && write) throw new UsageError('--write needs a full run, without --quick.');
  const chosen = parts.filter((part) => flags[part]);
  if (chosen.length > 1) throw new UsageError(`--${chosen.join(' and --')} are one run each.`);
  for (const part of chosen.length > 0 ? chosen : parts) {
    const result = await measurements[part](isQuick, write).catch((error: Error) => {
      console.error(`The part "${part}" could not be measured: ${error.message}`);
      return 'failed';
    });
    if (result === 'failed') process.exitCode = 1;
  }
}

type Result = 'held' | 'failed';

const measurements: Record<Part, (isQuick: boolean, write: boolean) => Promise<Result>> = {
  flat: (isQuick, write) => measureFlat(isQuick ? quickFlatness : flatness, write),
  beside: (isQuick, write) => measureMounted(isQuick ? quickBesidePlan : besidePlan, write),
  people: (isQuick, write) => measureLoad(isQuick ? quick : full, write),
  growth: (isQuick, write) => grow(isQuick ? quickGrowth : growth, write),
};

async function measureLoad(plan: typeof full, write: boolean): Promise<Result> {
  const runs: LoadRun[] = [];
  for (const servers of [2, 4]) {
    console.error(
      `${servers} servers: ${plan.requests} requests of ${plan.people} people, at most ${plan.seconds} s`,
    );
    runs.push(await loadOf(servers, plan));
  }
  await report('load', loadReport(runs, plan), write);
  const failures = runs.filter(
    ({ driven, limits }) => Object.keys(driven.total.errors).length > 0 || !limits.every(isExact),
  );
  return failures.length > 0 ? 'failed' : 'held';
}

async function measureFlat(plan: FlatPlan, write: boolean): Promise<Result> {
  console.error(`A container: ${plan.requests} requests`);
  const run = await measureFlatness(plan, (step) => console.error(step));
  await report('flat', flatReport(run), write);
  return isFlat(run) ? 'held' : 'failed';
}

async function measureMounted(plan: BesidePlan, write: boolean): Promise<Result> {
  const results = await measureBeside(plan, (step) => console.error(step));
  const { atOnce, rounds, seconds } = plan;
  const about = `${new Date().toISOString().slice(0, 10)}; two servers, ${atOnce} own calls at once, ${rounds} rounds of ${seconds} s each way, in turn.`;
  await report('beside', `${about}\n\n${besideReport(results)}`, write);
  return results.every(({ alone, beside }) => errorsOf([...alone, ...beside]) === 0) ? 'held' : 'failed';
}

async function report(
  part: 'flat' | 'beside' | 'load' | 'growth',
  text: string,
  write: boolean,
): Promise<void> {
  console.log(`${text}\n`);
  if (write) await writeGeneratedPart(page, part, text);
}

async function loadOf(count: number, { people, ...plan }: typeof full): Promise<LoadRun> {
  await using servers = await startServers(count);
  const persons = await Promise.all(
    Array.from({ length: people }, async (_, number) =>
      createSimulatedCaller(number, await servers.token(`person-${number}`)),
    ),
  );
  const driven = await drive(servers.urls, { ...plan, people: persons });
  return { servers: count, driven, limits: await checkLimits(servers) };
}

async function grow(plan: GrowthPlan, write: boolean): Promise<Result> {
  const client = await runtimeClient();
  await using surroundings = await startTestEnvironment();
  const grown = await measureGrowth(plan, surroundings, client, (step) => console.error(step));
  await report('growth', growthReport(grown), write);
  return grown.every(({ figures }) => figures) ? 'held' : 'failed';
}

if (import.meta.main) await runCommand(command);
