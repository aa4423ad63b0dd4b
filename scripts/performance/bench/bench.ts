import { join } from 'node:path';
import { defineCommand, runCommand, say } from '../../cli.ts';
import { writeGeneratedPart } from '../../docs/generated-part.ts';
import { budgetsOf } from './budgets.ts';
import { reportOf } from './report.ts';
import { type Plan, runBenchmark } from './run.ts';

const page = join(import.meta.dirname, '../../../docs/performance.md');
const full: Plan = {
  coldRounds: 21,
  warmRounds: 15,
  eventsInBlock: 100,
  eventsBefore: 400,
  memoryEvents: 20_000,
};
const quick: Plan = {
  coldRounds: 3,
  warmRounds: 3,
  eventsInBlock: 50,
  eventsBefore: 100,
  memoryEvents: 1_000,
};

export const command = defineCommand(
  'bench',
  say(
    'Compares the product with a no-op handler and with bare servers.',
    '제품을 빈 핸들러·기본 서버와 비교합니다.',
  ),
  ['npm run bench -- --quick'],
)
  .option(
    '--quick',
    say('few rounds, and docs/performance.md stays as it is', '짧게 실행하고 문서는 바꾸지 않음'),
    false,
  )
  .action(compare);

/** Compares the product with a no-op handler and with bare servers; exit code 1 when a bar is missed. */
async function compare({ quick: isQuick }: { readonly quick: boolean }): Promise<void> {
  const results = await runBenchmark(isQuick ? quick : full, (step) => console.error(step));
  const report = reportOf(results, new Date());
  console.log(report);
  if (!isQuick) await writeGeneratedPart(page, 'bench', report);
  if (budgetsOf(results).some(({ value, bar }) => value > bar)) process.exitCode = 1;
}

if (import.meta.main) await runCommand(command);
