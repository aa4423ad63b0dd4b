import { readFile } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import { inKorean } from '../../../lambda/import/in-korean.ts';
import { type Mappings, parseMappings } from '../../../lambda/import/mapping.ts';
import { describeUnusableFile, UnusableFile } from '../../../lambda/import/row-error.ts';
import { deployedTableOf, language, runCommand, say, UsageError } from '../../cli.ts';
import { unreadable } from './files/read-text.ts';
import { type ImportSources, importData } from './import-data.ts';
import { importSynonyms } from './import-synonyms.ts';
import { notifyImport } from './notify-import.ts';
import { openDeployedTable, openLocalTable } from './open-table.ts';
import { defineImport, type Options, sourcesOf } from './options.ts';
import { type ImportResult, isWhole, printResult } from './print-result.ts';
import { createProgress } from './progress.ts';
import { writeProposal } from './propose-map.ts';
import { retryStore } from './retry-store.ts';
import { describeSample, findSample, removeSample, sampleSources } from './sample-data.ts';

/** Every written record is complete; running the same command again continues the import. */
const incompleteExitCode = 3;
const nothingImportedExitCode = 2;

export const command = defineImport(async (options) => {
  try {
    process.exitCode = await run(options);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    process.stderr.write(`${reasonOf(error)}\n`);
    process.exitCode = nothingImportedExitCode;
  }
});

function reasonOf(error: unknown): unknown {
  if (error instanceof UnusableFile) return describeUnusableFile(error, language);
  return error instanceof Error ? error.message : error;
}

async function run(options: Options): Promise<number> {
  const sources = sourcesOf(options);
  if (options.proposeMap) {
    process.stdout.write(`${await writeProposal(sources ?? {}, options.map ?? 'import-map.json')}\n`);
    return 0;
  }
  if (!sources && !options.removeSample && options.synonyms === undefined)
    throw new UsageError(say('Specify what to import.', '가져올 것을 지정하세요.'));
  const mappings = withLocation(await readMap(options.map), options.location);
  await using table = await openTable(options);
  const activity = options.dryRun
    ? say('Dry run, nothing is written', '시험 실행(dry run)이며 아무것도 저장하지 않습니다')
    : say('Importing', '가져오는 중');
  process.stderr.write(`${activity}: ${table.where}\n`);
  const retrying = retryStore(table.db, {
    seconds: options.retryFor,
    onWait: (seconds) => process.stderr.write(waiting(seconds)),
  });
  // A deployed table sends notifications through its stream.
  const isLocal = options.table === undefined && !options.dryRun;
  const { db, publish } = isLocal ? notifyImport(retrying, process.env) : { db: retrying, publish: () => {} };
  const done: ImportResult = {};
  try {
    if (options.removeSample) done.sample = await (options.dryRun ? findSample(db) : removeSample(db));
    if (options.synonyms !== undefined) done.synonyms = await importSynonyms(db, options.synonyms, options);
    if (sources) {
      const { dryRun, deleteMissing, createdBy, timeZone } = options;
      const onProgress = createProgress(process.stderr);
      const how = { dryRun, deleteMissing, createdBy, timeZone, mappings, onProgress };
      done.report = await importData(db, sources, how);
    }
    printResult(done, options);
    if (sources && !isSample(sources)) await suggestRemovingSample(db);
    return isWhole(done) ? 0 : 1;
  } catch (error) {
    if (error instanceof UnusableFile) {
      printResult(done, options);
      throw error;
    }
    process.stderr.write(`${describe(error)}\n${stoppedText()}\n`);
    return incompleteExitCode;
  } finally {
    publish();
  }
}

function waiting(seconds: number): string {
  return `${say(`The table is busy or unavailable; retrying in ${seconds} s.`, `테이블이 바쁘거나 응답이 없어 ${seconds}초 뒤에 다시 시도합니다.`)}\n`;
}

function stoppedText(): string {
  return say(
    'The import stopped before the end. Run the same command again to continue.',
    '가져오기가 도중에 멈췄습니다. 다시 실행하면 이어서 진행합니다.',
  );
}

async function readMap(path: string | undefined): Promise<Mappings> {
  if (path === undefined) return {};
  const text = await readFile(path, 'utf8').catch((error) => {
    throw unreadable(path, error, 'a map file, as --propose-map writes it');
  });
  try {
    return parseMappings(text);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`${path}: ${say(message, inKorean(message) ?? message)}`, { cause: error });
  }
}

function withLocation(mappings: Mappings, location: string | undefined): Mappings {
  if (location === undefined) return mappings;
  const { inventory } = mappings;
  return { ...mappings, inventory: { ...inventory, defaults: { ...inventory?.defaults, location } } };
}

async function suggestRemovingSample(db: Parameters<typeof findSample>[0]): Promise<void> {
  const sample = describeSample(await findSample(db));
  if (!sample) return;
  process.stderr.write(
    say(
      `The table still contains the sample data of a fictional company, which appears in answers: ${sample}.\n` +
        'npm run import -- --remove-sample removes it.\n',
      `다른 회사의 예제 데이터가 아직 테이블과 답변에 들어 있습니다: ${sample}.\n` +
        'npm run import -- --remove-sample 로 삭제할 수 있습니다.\n',
    ),
  );
}

function isSample(sources: ImportSources): boolean {
  const folder = sampleSources.policies.replace(/policies$/, '');
  return Object.values(sources).every((path) => {
    if (path === undefined) return true;
    const below = relative(folder, path);
    return !below.startsWith('..') && !isAbsolute(below);
  });
}

async function openTable({ dryRun, ...options }: Options) {
  const { env } = process;
  const deployed = deployedTableOf(options, env);
  return deployed ? openDeployedTable(deployed.table, deployed.region, env) : openLocalTable(env, { dryRun });
}

function describe(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message} (${cause.name}: ${cause.message})` : message;
}

if (import.meta.main) await runCommand(command);
