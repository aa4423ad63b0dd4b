import { join } from 'node:path';
import { defineCommand, runCommand, say, UsageError } from '../../cli.ts';
import { writeGeneratedPart } from '../../docs/generated-part.ts';
import { runtimeClient } from '../harness/runtime-client.ts';
import { startTestEnvironment } from '../harness/test-environment.ts';
import { checkLimits } from './check-limits.ts';
import { drive } from './drive.ts';
import { type Grown, type GrowthPlan, measureGrowth } from './grow.ts';
import { growthReport, isExact, type LoadRun, loadReport } from './report.ts';
import { startServers } from './servers.ts';
import { createSimulatedCaller } from './simulated-callers.ts';

const page = join(import.meta.dirname, '../../../docs/performance.md');
const full = { people: 2_000, atOnce: 32, requests: 6_000, seconds: 60 };
const quick = { people: 200, atOnce: 16, requests: 600, seconds: 15 };
const growth: GrowthPlan = {
  users: [10, 100, 1_000, 10_000],
  items: [35, 1_000, 10_000, 100_000],
  policies: [5, 50, 500, 5_000],
  tickets: [1_000, 10_000, 100_000, 1_000_000],
  mostTickets: 100_000,
};
const quickGrowth: GrowthPlan = {
  users: [10, 100],
  items: [35, 1_000],
  policies: [5, 50],
  tickets: [1_000, 1_000_000],
  mostTickets: 1_000,
};

export const command = defineCommand(
  'load',
  say(
    'Puts the load of many people on two and on four servers, then measures how a call grows with the data.',
    '여러 사용자의 부하를 서버 2대·4대에 주고 데이터 증가에 따른 호출 시간을 측정합니다.',
  ),
  ['npm run load -- --quick'],
)
  .option('--quick', say('few rounds', '짧게 실행'), false)
  .option(
    '--write',
    say('write the tables into docs/performance.md', '표를 docs/performance.md에 기록'),
    false,
  )
  .action(measure);

/**
 * Puts many people's load on two and on four servers, then measures how a call grows with what there is. Exit code 1
 * when a request failed or a limit did not hold.
 */
async function measure({ quick: isQuick, write }: Record<'quick' | 'write', boolean>): Promise<void> {
  if (isQuick && write) throw new UsageError('--write needs a full run, without --quick.');
  const plan = isQuick ? quick : full;
  const runs: LoadRun[] = [];
  for (const servers of [2, 4]) {
    console.error(
      `${servers} servers: ${plan.requests} requests of ${plan.people} people, at most ${plan.seconds} s`,
    );
    runs.push(await loadOf(servers, plan));
  }
  const grown = await grow(isQuick ? quickGrowth : growth);
  const report = [loadReport(runs, plan), growthReport(grown)].join('\n\n');
  console.log(report);
  if (write) await writeGeneratedPart(page, 'load', report);
  const failures = runs.filter(
    ({ driven, limits }) => Object.keys(driven.total.errors).length > 0 || !limits.every(isExact),
  );
  if (failures.length > 0) process.exitCode = 1;
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

async function grow(plan: GrowthPlan): Promise<Grown[]> {
  const client = await runtimeClient();
  await using surroundings = await startTestEnvironment();
  return await measureGrowth(plan, surroundings, client, (step) => console.error(step));
}

if (import.meta.main) await runCommand(command);
