import { join } from 'node:path';
import { type StageName, stages } from '../../../infra/config/stages.ts';
import { billOf, total, type Workload } from '../../../infra/cost/bill.ts';
import { defineCommand, jsonOption, runCommand, say, UsageError } from '../../cli.ts';
import { writeGeneratedPart } from '../../docs/generated-part.ts';
import { billTable, ownBillTable, priceTable, stageTable } from './tables.ts';

const page = join(import.meta.dirname, '../../../docs/cost.md');

interface Options {
  readonly calls?: string;
  readonly tickets?: string;
  readonly people?: string;
  readonly stage: string;
  readonly json: boolean;
  readonly write: boolean;
}

export const command = defineCommand(
  'cost',
  say(
    'Estimates the monthly cost in AWS by list prices of us-east-1. Without --calls it prints the tables of docs/cost.md.',
    'AWS 한 달 비용을 us-east-1 정가로 계산합니다. --calls가 없으면 docs/cost.md의 표를 출력합니다.',
  ),
  [
    'npm run cost',
    'npm run cost -- --calls 10000 --tickets 300 --people 40',
    'npm run cost -- --calls 2000000 --stage staging --json',
  ],
)
  .option('--calls <number>', say('calls per month', '한 달 호출 수'))
  .option('--tickets <number>', say('tickets filed per month', '한 달 티켓 등록 수'))
  .option('--people <number>', say('people who sign in', '로그인하는 사람 수'))
  .option('--stage <name>', Object.keys(stages).join(', '), 'prod')
  .addOption(jsonOption())
  .option('--write', say('update docs/cost.md', 'docs/cost.md 갱신'), false)
  .action(printCost);

async function printCost(options: Options): Promise<void> {
  if (options.calls !== undefined) return printOwnCost(options.calls, options);
  if (options.tickets ?? options.people) throw new UsageError('--tickets and --people need --calls.');
  if (options.json) throw new UsageError('--json needs --calls.');
  process.stdout.write(`${stageTable()}\n\n${billTable()}\n\n${priceTable()}\n`);
  if (!options.write) return;
  await writeGeneratedPart(page, 'stages', stageTable());
  await writeGeneratedPart(page, 'bill', billTable());
  await writeGeneratedPart(page, 'prices', priceTable());
}

function printOwnCost(callCount: string, { tickets, people, stage: name, json }: Options): void {
  if (!Object.hasOwn(stages, name))
    throw new UsageError(`--stage is one of ${Object.keys(stages).join(', ')}, not "${name}".`);
  const stage = stages[name as StageName];
  const calls = numberOf('--calls', callCount);
  const filed = tickets === undefined ? undefined : numberOf('--tickets', tickets, 0);
  if (filed !== undefined && filed > calls) throw new UsageError('--tickets cannot be more than --calls.');
  const workload: Workload = {
    tickets: filed === undefined ? undefined : filed / calls,
    callsPerPerson: people === undefined ? undefined : calls / numberOf('--people', people),
  };
  const lines = billOf(stage, workload).map(({ service, cost }) => ({ service, usd: cost(calls) }));
  const together = total(stage, calls, workload);
  if (json) {
    process.stdout.write(`${JSON.stringify({ stage: name, calls, lines, total_usd: together }, null, 2)}\n`);
  } else {
    process.stdout.write(`${ownBillTable(name, calls, lines, together)}\n`);
  }
}

function numberOf(option: string, text: string, min = 1): number {
  const number = Number(text.replaceAll(',', ''));
  if (text.trim() !== '' && Number.isInteger(number) && number >= min && number <= 1e12) return number;
  throw new UsageError(`${option} takes a whole number from ${min} on, not "${text}".`);
}

if (import.meta.main) await runCommand(command);
