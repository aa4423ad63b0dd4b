import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { exitWithError } from '../../cli.ts';
import { readBackup } from './backup-file.ts';
import { openTable } from './open-client.ts';
import { restoreInto } from './restore-into.ts';

const usage = `npm run restore -- --from FILE.jsonl.gz [--table NAME --region REGION] [--replace]

Writes a backup into an empty table, and compares the two item by item. Without --table it is the local server's:
DATA_DIR=.data-restored begins with an empty one. With --replace the table may hold something, which is deleted as far
as the backup has it not. Before a deployed table, read docs/disaster-recovery.md.`;

async function main(): Promise<void> {
  const { from, replace, ...options } = readOptions();
  const backup = await readBackup(resolve(from));
  const { heading } = backup;
  process.stderr.write(`${from}: ${heading.items} items of table ${heading.table}, ${heading.time}\n`);

  await using table = await openTable(process.env, options);
  await restoreInto(table, backup, { replace });
  process.stdout.write(
    `${heading.items} items, content hash ${heading.sha256}\nwritten and compared: ${table.where}\n`,
  );
}

function readOptions() {
  const { from, table, region, replace } = parse();
  if (!from) throw new Error(`Say from which file.\n\n${usage}`);
  return { from, table, region, replace };
}

function parse() {
  try {
    return parseArgs({
      options: {
        from: { type: 'string' },
        table: { type: 'string' },
        region: { type: 'string' },
        replace: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message}\n\n${usage}`, { cause: error });
  }
}

await main().catch(exitWithError);
