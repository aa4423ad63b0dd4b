import { parseArgs } from 'node:util';
import { describeProblems, describeReport, hasErrors } from './describe-report.ts';
import { type ImportReport, importData } from './import-data.ts';
import { openDeployedTable, openLocalTable } from './open-table.ts';
import { UnusableFile } from './parse/row-error.ts';
import { createProgress } from './progress.ts';

const usage = `npm run import -- [--inventory FILE.csv] [--policies DIR] [--tickets FILE.jsonl] [--dry-run]
                  [--table NAME --region REGION]

Brings your data into the table of the local server, or into a deployed one that --table names.
docs/importing-your-data.md tells what the files look like.

Exit code: 0 all rows are in, 1 all but the rows named on stderr, 2 nothing was imported, 3 it stopped midway.`;

/** What is written was written whole; the same command again goes on from there. */
const stoppedMidway = 3;

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}

async function main(): Promise<number> {
  const options = readOptions();
  if (options.help) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const { dryRun } = options;
  await using table = await openTable(options);
  process.stderr.write(`${dryRun ? 'Dry run, nothing is written' : 'Importing'}: ${table.where}\n`);

  let report: ImportReport;
  try {
    report = await importData(table.db, options, { dryRun, onProgress: createProgress(process.stderr) });
  } catch (error) {
    if (error instanceof UnusableFile) throw error;
    process.stderr.write(
      `${describe(error)}\nThe import stopped midway. Run it again: it goes on from there.\n`,
    );
    return stoppedMidway;
  }
  process.stderr.write(linesOf(describeProblems(report)));
  process.stdout.write(linesOf(describeReport(report, { dryRun })));
  return hasErrors(report) ? 1 : 0;
}

function readOptions() {
  const { values } = parseOptions();
  const { inventory, policies, tickets, table, region, help } = values;
  if (!help && [inventory, policies, tickets].every((source) => source === undefined)) {
    throw new Error(`Say what to import.\n\n${usage}`);
  }
  return { inventory, policies, tickets, table, region, help, dryRun: values['dry-run'] };
}

function parseOptions() {
  try {
    return parseArgs({
      options: {
        inventory: { type: 'string' },
        policies: { type: 'string' },
        tickets: { type: 'string' },
        table: { type: 'string' },
        region: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new Error(`${(error as Error).message}\n\n${usage}`, { cause: error });
  }
}

async function openTable({ table, region, dryRun }: ReturnType<typeof readOptions>) {
  const { env } = process;
  if (table === undefined && region === undefined) return openLocalTable(env, { dryRun });
  if (table === undefined)
    throw new Error(`--region needs --table, the name of a deployed table.\n\n${usage}`);
  if (env.DYNAMODB_ENDPOINT) {
    throw new Error(
      '--table is a table in AWS, but DYNAMODB_ENDPOINT names another DynamoDB. Unset one of them.',
    );
  }
  const where = region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  if (!where) throw new Error(`--table needs --region, or AWS_REGION, to say where it is.\n\n${usage}`);
  return openDeployedTable(table, where, env);
}

function describe(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message} (${cause.name}: ${cause.message})` : message;
}

function linesOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
