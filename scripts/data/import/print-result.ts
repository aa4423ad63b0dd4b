import { say } from '../../cli.ts';
import { describeErrors, describeProblems, describeReport, hasErrors } from './describe-report.ts';
import type { ImportReport } from './import-data.ts';
import type { SynonymReport } from './import-synonyms.ts';
import type { Options } from './options.ts';
import { describeSample, type FoundSample } from './sample-data.ts';

/** The result of an import so far. */
export interface ImportResult {
  sample?: FoundSample;
  synonyms?: SynonymReport;
  report?: ImportReport;
}

/** Whether no row was skipped. */
export function isWhole({ synonyms, report }: ImportResult): boolean {
  return !synonyms?.errors.length && !(report && hasErrors(report));
}

/** Results go to stdout, problems that people should check to stderr. */
export function printResult({ sample, synonyms, report }: ImportResult, { dryRun, json }: Options): void {
  const problems = [
    ...(sample?.replaced.length ? [replaced(sample.replaced)] : []),
    ...describeErrors(synonyms?.errors ?? []),
    ...(report ? describeProblems(report) : []),
  ];
  process.stderr.write(linesOf(problems));
  const lines = [
    ...(sample ? [removedSample(describeSample(sample), dryRun)] : []),
    ...(synonyms ? [describeSynonyms(synonyms)] : []),
    ...(report ? describeReport(report, { dryRun }) : []),
  ];
  process.stdout.write(
    json ? `${JSON.stringify({ dryRun, sample, synonyms, ...report }, null, 2)}\n` : linesOf(lines),
  );
}

function removedSample(found: string | undefined, dryRun: boolean): string {
  if (!found) return say('sample data: none', '예제 데이터: 없음');
  return say(
    `sample data: ${dryRun ? 'would remove' : 'removed'} ${found}`,
    `예제 데이터: ${found} ${dryRun ? '삭제 예정' : '삭제'}`,
  );
}

function describeSynonyms({ groups, isChanged, errors }: SynonymReport): string {
  return say(
    `synonyms: ${groups} groups, ${isChanged ? 'changed' : 'unchanged'}, errors ${errors.length}`,
    `동의어: 묶음 ${groups}개, ${isChanged ? '변경' : '그대로'}, 오류 ${errors.length}`,
  );
}

function replaced(ids: readonly string[]): string {
  return say(
    `These ids of the sample now belong to other records, which stay: ${ids.join(', ')}.`,
    `이미 다른 내용으로 바뀌어 그대로 둡니다: ${ids.join(', ')}.`,
  );
}

function linesOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
