import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exitWithError } from '../../cli.ts';
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

/** Compares the product with a no-op handler and with bare servers; exit code 1 when a bar is missed. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
  const results = await runBenchmark(values.quick ? quick : full, (step) => console.error(step));
  const report = reportOf(results, new Date());
  console.log(report);
  if (!values.quick) await writeGeneratedPart(page, 'bench', report);
  if (budgetsOf(results).some(({ value, bar }) => value > bar)) process.exitCode = 1;
}

await main().catch(exitWithError);
