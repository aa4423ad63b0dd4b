import { readFile } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import { type Mappings, parseMappings } from '../../../lambda/import/mapping.ts';
import { describeRowError, UnusableFile } from '../../../lambda/import/row-error.ts';
import { describeProblems, describeReport, hasErrors } from './describe-report.ts';
import { unreadable } from './files/read-text.ts';
import { type ImportReport, importData } from './import-data.ts';
import { importSynonyms } from './import-synonyms.ts';
import { openDeployedTable, openLocalTable } from './open-table.ts';
import { readOptions, usage } from './options.ts';
import { createProgress } from './progress.ts';
import { writeProposal } from './propose-map.ts';
import { retryStore } from './retry-store.ts';
import { describeSample, findSample, removeSample, sampleSources } from './sample-data.ts';

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
  if (options['propose-map']) {
    process.stdout.write(`${await writeProposal(options.sources, options.map ?? 'import-map.json')}\n`);
    return 0;
  }
  const { dryRun } = options;
  const mappings = await readMap(options.map);
  await using table = await openTable(options);
  process.stderr.write(`${dryRun ? 'Dry run, nothing is written' : 'Importing'}: ${table.where}\n`);
  const db = retryStore(table.db, {
    seconds: options.retrySeconds,
    onWait: (seconds) => process.stderr.write(`The table is busy or away; trying again in ${seconds} s.\n`),
  });
  try {
    if (options['remove-sample']) await clearSample(db, dryRun);
    const synonyms = options.synonyms === undefined ? 0 : await takeSynonyms(db, options.synonyms, dryRun);
    if (!options.hasSource) return synonyms;
    const report = await importData(db, options.sources, {
      dryRun,
      mappings,
      deleteMissing: options['delete-missing'],
      createdBy: options['created-by'],
      timeZone: options.timeZone,
      onProgress: createProgress(process.stderr),
    });
    printReport(report, dryRun);
    if (!isSample(options.sources)) await hintAtSample(db);
    return hasErrors(report) ? 1 : synonyms;
  } catch (error) {
    if (error instanceof UnusableFile) throw error;
    process.stderr.write(
      `${describe(error)}\nThe import stopped midway. Run it again: it goes on from there.\n`,
    );
    return stoppedMidway;
  }
}

function printReport(report: ImportReport, dryRun: boolean): void {
  process.stderr.write(linesOf(describeProblems(report)));
  process.stdout.write(linesOf(describeReport(report, { dryRun })));
}

async function readMap(path: string | undefined): Promise<Mappings> {
  if (path === undefined) return {};
  const text = await readFile(path, 'utf8').catch((error) => {
    throw unreadable(path, error, 'a map file, as --propose-map writes it');
  });
  try {
    return parseMappings(text);
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

type Table = Awaited<ReturnType<typeof openTable>>['db'];

async function clearSample(db: Table, dryRun: boolean): Promise<void> {
  const found = dryRun ? await findSample(db) : await removeSample(db);
  const what = describeSample(found) ?? 'none is there';
  process.stdout.write(`sample data: ${dryRun ? 'would remove' : 'removed'} ${what}\n`);
  if (found.replaced.length > 0) {
    process.stderr.write(`Something else is stored by now under, and stays: ${found.replaced.join(', ')}.\n`);
  }
}

/** The exit code. */
async function takeSynonyms(db: Table, file: string, dryRun: boolean): Promise<number> {
  const { groups, isChanged, errors } = await importSynonyms(db, file, { dryRun });
  process.stderr.write(linesOf(errors.map(describeRowError)));
  process.stdout.write(
    `synonyms: ${groups} groups, ${isChanged ? 'changed' : 'unchanged'}, errors ${errors.length}\n`,
  );
  return errors.length > 0 ? 1 : 0;
}

async function hintAtSample(db: Table): Promise<void> {
  const sample = describeSample(await findSample(db));
  if (!sample) return;
  process.stderr.write(
    `The sample data of a company that is not yours is still in this table and in its answers: ${sample}.\n` +
      'npm run import -- --remove-sample removes it.\n',
  );
}

function isSample(sources: Readonly<Record<string, string | undefined>>): boolean {
  const folder = sampleSources.policies.replace(/policies$/, '');
  return Object.values(sources).every((path) => {
    if (path === undefined) return true;
    const below = relative(folder, path);
    return !below.startsWith('..') && !isAbsolute(below);
  });
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
