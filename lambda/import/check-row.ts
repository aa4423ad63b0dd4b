import type * as z from 'zod';
import { splitLanguages } from '../text/language.ts';
import { type Place, type RowError, type SourceRow, shown } from './row-error.ts';

/** The checked row, or an error for each invalid field that quotes the value in `written`. */
export function checkRow<Row>(
  schema: z.ZodType<Row>,
  raw: Readonly<Record<string, unknown>>,
  place: Place,
  written: Readonly<Record<string, unknown>> = raw,
): SourceRow<Row> | RowError[] {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { place, value: parsed.data };

  const errors = new Map<string, RowError>();
  for (const { path, message } of parsed.error.issues) {
    const field = String(path[0]);
    if (errors.has(field)) continue;
    errors.set(field, {
      ...place,
      field,
      found: shown(written[field] ?? raw[field]),
      expected: withDateHint(splitLanguages(message).en, written[field]),
    });
  }
  return [...errors.values()];
}

/** `03/04/2026` and `26-03-02` are ambiguous; a map file can give the order. */
function withDateHint(expected: string, written: unknown): string {
  const isUnclear = /^\s*\d{1,2}([-/.]) ?\d{1,2}\1 ?\d{1,4}\b/.test(String(written));
  if (!isUnclear || !/^a (?:date|time) /.test(expected)) return expected;
  return `${expected}; "dates" in a map file says the order of day, month and year`;
}

/** Rejects a row whose id occurs in an earlier row. */
export function refuseRepeatedIds<Row>(
  rows: readonly SourceRow<Row>[],
  field: string & keyof Row,
): { rows: SourceRow<Row>[]; errors: RowError[] } {
  const first = new Map<unknown, Place>();
  const unique: SourceRow<Row>[] = [];
  const errors: RowError[] = [];
  for (const row of rows) {
    const id = row.value[field];
    const earlier = first.get(id);
    if (earlier) {
      const where = earlier.file === row.place.file ? `line ${earlier.line}` : earlier.file;
      errors.push({ ...row.place, field, found: shown(id), expected: `an id that ${where} does not have` });
      continue;
    }
    first.set(id, row.place);
    unique.push(row);
  }
  return { rows: unique, errors };
}
