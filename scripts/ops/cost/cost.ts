import { join } from 'node:path';
import { exitWithError } from '../../cli.ts';
import { writeGeneratedPart } from '../../docs/generated-part.ts';
import { billTable, priceTable } from './tables.ts';

const page = join(import.meta.dirname, '../../../docs/cost.md');

/** Works out what a month of the stage prod costs, prints it, and with --write puts it into docs/cost.md. */
async function main(): Promise<void> {
  process.stdout.write(`${billTable()}\n\n${priceTable()}\n`);
  if (!process.argv.includes('--write')) return;
  await writeGeneratedPart(page, 'bill', billTable());
  await writeGeneratedPart(page, 'prices', priceTable());
}

await main().catch(exitWithError);
