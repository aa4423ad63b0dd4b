import type { FieldChange } from '../../../lambda/dynamodb/compare-rows.ts';
import type { Kind } from '../../../lambda/import/column-names.ts';
import { noteInKorean } from '../../../lambda/import/in-korean.ts';
import { describeRowError, type RowError, shown } from '../../../lambda/import/row-error.ts';
import { alignColumns, language } from '../../cli.ts';
import type { ImportReport, KindReport } from './import-data.ts';

/** What an import did, a line for each kind; of a dry run, a table of what it would do besides. */
export function describeReport(report: ImportReport, { dryRun }: { dryRun: boolean }): string[] {
  const counts = kindsOf(report).map(([kind, { created, changed, removed, unchanged, errors }]) => {
    const gone = removed.length > 0 ? `removed ${removed.length}, ` : '';
    const done = `created ${created.length}, changed ${changed.length}, ${gone}unchanged ${unchanged}`;
    return `${kind}: ${done}, errors ${rowsOf(errors)}`;
  });
  return dryRun ? [...alignColumns(kindsOf(report).flatMap(rowsToDo)), ...counts] : counts;
}

/** What people should look at: the rows that were left out, and what was read in another way than they may think. */
export function describeProblems(report: ImportReport): string[] {
  return kindsOf(report).flatMap(([, { notes, errors }]) => [
    ...describeNotes(notes),
    ...describeErrors(errors),
  ]);
}

export function describeErrors(errors: readonly RowError[]): string[] {
  return errors.map((error) => describeRowError(error, language));
}

export function describeNotes(notes: readonly string[]): readonly string[] {
  return language === 'ko' ? notes.map(noteInKorean) : notes;
}

export function hasErrors(report: ImportReport): boolean {
  return kindsOf(report).some(([, { errors }]) => errors.length > 0);
}

/** A row with two mistakes is one row. */
function rowsOf(errors: KindReport['errors']): number {
  return new Set(errors.map(({ file, line }) => `${file}:${line}`)).size;
}

type Cells = readonly [action: string, kind: string, id: string, changes: string];

function rowsToDo([kind, { created, changed, removed }]: [Kind, KindReport]): Cells[] {
  return [
    ...created.map((id): Cells => ['create', kind, id, '']),
    ...changed.map(({ id, fields }): Cells => ['change', kind, id, fields.map(describeChange).join(', ')]),
    ...removed.map((id): Cells => ['remove', kind, id, '']),
  ];
}

function describeChange({ field, before, after }: FieldChange): string {
  const isShort = [before, after].every((value) => !/\n/.test(String(value)) && String(value).length <= 40);
  return isShort ? `${field} ${shown(before)} -> ${shown(after)}` : field;
}

function kindsOf(report: ImportReport): [Kind, KindReport][] {
  return Object.entries(report) as [Kind, KindReport][];
}
