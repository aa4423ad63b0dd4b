import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { exitWithError } from '../../cli.ts';
import { writeBackup } from './backup-file.ts';
import { collectItems } from './collect-items.ts';
import { openTable } from './open-client.ts';

const usage = `npm run backup -- --to FILE.jsonl.gz [--table NAME --region REGION]

Copies every item of the local server's table, or of a deployed one that --table names, into a new file, and reads it
again. People can go on working meanwhile. In AWS it comes second to point-in-time recovery: docs/disaster-recovery.md.`;

async function main(): Promise<void> {
  const { to, ...options } = readOptions();
  await using table = await openTable(process.env, options);
  process.stderr.write(`Reading ${table.where}\n`);

  const { items, fitted } = await collectItems(table);
  const heading = await writeBackup(resolve(to), table.tableName, items.values());
  process.stdout.write(
    `${heading.items} items, content hash ${heading.sha256}\nwritten and read again: ${to}\n`,
  );
  if (fitted > 0) {
    process.stdout.write(`${fitted} of them were made to fit the others: people worked on meanwhile.\n`);
  }
}

function readOptions() {
  const { to, table, region } = parse();
  if (!to) throw new Error(`Say where to.\n\n${usage}`);
  return { to, table, region };
}

function parse() {
  try {
    return parseArgs({
      options: { to: { type: 'string' }, table: { type: 'string' }, region: { type: 'string' } },
    }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message}\n\n${usage}`, { cause: error });
  }
}

await main().catch(exitWithError);
