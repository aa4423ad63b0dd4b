import { join } from 'node:path';
import { defineCommand, runCommand, say } from '../../cli.ts';
import { writeGeneratedPart } from '../../docs/generated-part.ts';
import { billTable, priceTable, stageTable } from './tables.ts';

const page = join(import.meta.dirname, '../../../docs/cost.md');

export const command = defineCommand(
  'cost',
  say('Estimates what a month of AWS costs.', 'AWS 한 달 비용을 계산합니다.'),
  ['npm run cost'],
)
  .option('--write', say('update docs/cost.md', 'docs/cost.md 갱신'), false)
  .action(printCost);

async function printCost({ write }: { readonly write: boolean }): Promise<void> {
  process.stdout.write(`${stageTable()}\n\n${billTable()}\n\n${priceTable()}\n`);
  if (!write) return;
  await writeGeneratedPart(page, 'stages', stageTable());
  await writeGeneratedPart(page, 'bill', billTable());
  await writeGeneratedPart(page, 'prices', priceTable());
}

if (import.meta.main) await runCommand(command);
