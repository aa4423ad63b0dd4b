import type { FieldChange } from '../../../lambda/dynamodb/compare-rows.ts';
import type { Kind } from '../../../lambda/import/column-names.ts';
import { noteInKorean } from '../../../lambda/import/in-korean.ts';
import { describeRowError, type RowError, shown } from '../../../lambda/import/row-error.ts';
import { alignColumns, language, say } from '../../cli.ts';
import type { ImportReport, KindReport } from './import-data.ts';

/** The result of an import, one line per kind; for a dry run, a table of the planned changes. */
export function describeReport(report: ImportReport, { dryRun }: { dryRun: boolean }): string[] {
  const counts = kindsOf(report).map(([kind, { created, changed, removed, unchanged, errors }]) => {
    const done = [
      `${say('created', '추가')} ${created.length}`,
      `${say('changed', '변경')} ${changed.length}`,
      ...(removed.length > 0 ? [`${say('removed', '삭제')} ${removed.length}`] : []),
      `${say('unchanged', '그대로')} ${unchanged}`,
      `${say('errors', '오류')} ${rowsOf(errors)}`,
    ];
    return `${kindName(kind)}: ${done.join(', ')}`;
  });
  return dryRun ? [...alignColumns(kindsOf(report).flatMap(rowsToDo)), ...counts] : counts;
}

/** Problems that people should check: skipped rows, and values that were interpreted in an unexpected way. */
export function describeProblems(report: ImportReport): string[] {
  return kindsOf(report).flatMap(([, { notes, errors }]) => [
    ...describeNotes(notes),
    ...describeErrors(errors),
  ]);
}

export function describeErrors(errors: readonly RowError[]): string[] {
  return errors.map((error) => describeRowError(error, language));
}

function describeNotes(notes: readonly string[]): readonly string[] {
  return language === 'ko' ? notes.map(noteInKorean) : notes;
}

export function hasErrors(report: ImportReport): boolean {
  return kindsOf(report).some(([, { errors }]) => errors.length > 0);
}

export function kindName(kind: Kind): string {
  return say(kind, { inventory: '재고', policies: '규정', tickets: '티켓' }[kind]);
}

/** A row with two errors counts once. */
function rowsOf(errors: KindReport['errors']): number {
  return new Set(errors.map(({ file, line }) => `${file}:${line}`)).size;
}

type Cells = readonly [action: string, kind: string, id: string, changes: string];

function rowsToDo([kind, { created, changed, removed }]: [Kind, KindReport]): Cells[] {
  const name = kindName(kind);
  return [
    ...created.map((id): Cells => [say('create', '추가'), name, id, '']),
    ...changed.map(
      ({ id, fields }): Cells => [say('change', '변경'), name, id, fields.map(describeChange).join(', ')],
    ),
    ...removed.map((id): Cells => [say('remove', '삭제'), name, id, '']),
  ];
}

function describeChange({ field, before, after }: FieldChange): string {
  const isShort = [before, after].every((value) => !/\n/.test(String(value)) && String(value).length <= 40);
  return isShort ? `${field} ${written(before)} -> ${written(after)}` : field;
}

function written(value: unknown): string {
  const text = shown(value);
  return text === 'nothing' ? say(text, '없음') : text;
}

function kindsOf(report: ImportReport): [Kind, KindReport][] {
  return Object.entries(report) as [Kind, KindReport][];
}
