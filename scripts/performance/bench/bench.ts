import { join } from 'node:path';
import { defineCommand, jsonOption, runCommand, say, UsageError } from '../../cli.ts';
import { writeGeneratedPart } from '../../docs/generated-part.ts';
import { budgetsOf } from './budgets.ts';
import { jsonOf, reportOf, runsReport } from './report.ts';
import { type Plan, type Results, runBenchmark } from './run.ts';

const page = join(import.meta.dirname, '../../../docs/performance.md');
const full: Plan = {
  coldRounds: 15,
  warmRounds: 15,
  eventsInBlock: 100,
  eventsBefore: 400,
  memoryEvents: 20_000,
  dataRounds: 15,
};
const quick: Plan = {
  coldRounds: 3,
  warmRounds: 3,
  eventsInBlock: 50,
  eventsBefore: 100,
  memoryEvents: 1_000,
  dataRounds: 3,
};

/** Exit code if a figure misses its budget; 1 means that the measurement failed. */
const missedBudgetCode = 3;

export const command = defineCommand(
  'bench',
  say(
    'Compares the product with a no-op handler and with bare servers. Exit code 0: every bar is met; 3: measured, and a bar is missed. The first run compiles the Lambda runtime client, which takes a minute or two.',
    '제품을 빈 핸들러·기본 서버와 비교합니다. 종료 코드 0: 모든 기준 충족, 3: 측정했으나 기준 미달. 처음 실행할 때 Lambda 런타임 클라이언트를 1~2분간 컴파일합니다.',
  ),
  ['npm run bench -- --quick', 'npm run bench -- --write', 'npm run bench -- --json > bench.json'],
)
  .option('--quick', say('few rounds', '짧게 실행'), false)
  .option(
    '--runs <count>',
    say(
      'whole runs, up to 9; the tables are those of the last',
      '전체 반복 횟수(최대 9); 표는 마지막 실행의 결과',
    ),
    '1',
  )
  .addOption(jsonOption())
  .option(
    '--write',
    say('write the tables into docs/performance.md', '표를 docs/performance.md에 기록'),
    false,
  )
  .action(compare);

async function compare({
  quick: isQuick,
  json,
  write,
  runs: count,
}: Record<'quick' | 'json' | 'write', boolean> & { readonly runs: string }): Promise<void> {
  if (isQuick && write) throw new UsageError('--write needs a full run, without --quick.');
  if (!/^[1-9]$/.test(count)) throw new UsageError(`--runs takes a number from 1 to 9, not "${count}".`);
  const runs: Results[] = [];
  while (runs.length < Number(count))
    runs.push(await runBenchmark(isQuick ? quick : full, (step) => console.error(step)));
  const now = new Date();
  const results = runs.at(-1)!;
  const budgets = runs.map(budgetsOf);
  const several = runs.length > 1 ? `\n\n### The bars in ${runs.length} runs\n\n${runsReport(budgets)}` : '';
  const report = `${reportOf(results, now)}${several}`;
  console.log(json ? JSON.stringify({ ...jsonOf(results, now), runs: budgets }, null, 2) : report);
  if (write) await writeGeneratedPart(page, 'bench', report);
  if (budgets.flat().some(({ value, bar }) => value > bar)) process.exitCode = missedBudgetCode;
}

if (import.meta.main) await runCommand(command);
