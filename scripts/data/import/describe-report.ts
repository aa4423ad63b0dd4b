import type { ImportReport, Kind, KindReport } from './import-data.ts';
import { describeRowError } from './parse/row-error.ts';

/** What an import did, a line for each kind; what a dry run would do, a line for each row besides. */
export function describeReport(report: ImportReport, { dryRun }: { dryRun: boolean }): string[] {
  return kindsOf(report).flatMap(([kind, changes]) => {
    const { created, changed, unchanged, errors } = changes;
    const counts = `created ${created.length}, changed ${changed.length}, unchanged ${unchanged}, errors ${errors.length}`;
    return [...(dryRun ? describeRows(kind, changes) : []), `${kind}: ${counts}`];
  });
}

/** What people should look at: the rows that were left out, and what was read in another way than they may think. */
export function describeProblems(report: ImportReport): string[] {
  return kindsOf(report).flatMap(([, { notes, errors }]) => [...notes, ...errors.map(describeRowError)]);
}

export function hasErrors(report: ImportReport): boolean {
  return kindsOf(report).some(([, { errors }]) => errors.length > 0);
}

function describeRows(kind: Kind, { created, changed }: KindReport): string[] {
  return [
    ...created.map((id) => `create ${kind} ${id}`),
    ...changed.map(({ id, fields }) => `change ${kind} ${id}: ${fields.join(', ')}`),
  ];
}

function kindsOf(report: ImportReport): [Kind, KindReport][] {
  return Object.entries(report) as [Kind, KindReport][];
}
