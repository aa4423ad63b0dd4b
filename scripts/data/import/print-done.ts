import { say } from '../../cli.ts';
import { describeErrors, describeProblems, describeReport, hasErrors } from './describe-report.ts';
import type { ImportReport } from './import-data.ts';
import type { SynonymReport } from './import-synonyms.ts';
import type { Options } from './options.ts';
import { describeSample, type FoundSample } from './sample-data.ts';

/** What an import has done so far. */
export interface Done {
  sample?: FoundSample;
  synonyms?: SynonymReport;
  report?: ImportReport;
}

/** Whether no row was left out. */
export function isWhole({ synonyms, report }: Done): boolean {
  return !synonyms?.errors.length && !(report && hasErrors(report));
}

/** What became of everything goes to stdout, what people should look at to stderr. */
export function printDone({ sample, synonyms, report }: Done, { dryRun, json }: Options): void {
  const problems = [
    ...(sample?.replaced.length ? [replaced(sample.replaced)] : []),
    ...describeErrors(synonyms?.errors ?? []),
    ...(report ? describeProblems(report) : []),
  ];
  process.stderr.write(linesOf(problems));
  const lines = [
    ...(sample
      ? [`sample data: ${dryRun ? 'would remove' : 'removed'} ${describeSample(sample) ?? 'none is there'}`]
      : []),
    ...(synonyms ? [describeSynonyms(synonyms)] : []),
    ...(report ? describeReport(report, { dryRun }) : []),
  ];
  process.stdout.write(
    json ? `${JSON.stringify({ dryRun, sample, synonyms, ...report }, null, 2)}\n` : linesOf(lines),
  );
}

function describeSynonyms({ groups, isChanged, errors }: SynonymReport): string {
  return `synonyms: ${groups} groups, ${isChanged ? 'changed' : 'unchanged'}, errors ${errors.length}`;
}

function replaced(ids: readonly string[]): string {
  return say(
    `Something else is stored by now under, and stays: ${ids.join(', ')}.`,
    `이미 다른 내용으로 바뀌어 그대로 둡니다: ${ids.join(', ')}.`,
  );
}

function linesOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
