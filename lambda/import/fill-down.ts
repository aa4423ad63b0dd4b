import { isBlank } from './fields.ts';
import type { Guesses } from './guesses.ts';
import type { Column } from './source-columns.ts';
import type { RawRow } from './source-table.ts';

/**
 * Fills empty cells that were merged cells in a spreadsheet. Only for a clear pattern: the first row has a value, no
 * value occurs twice, and at least half of the rows are empty.
 */
export function fillDown(rows: readonly RawRow[], columns: readonly Column[], guesses: Guesses): RawRow[] {
  const byField = new Map(columns.map((column) => [column.field, column.name]));
  const fields = ['category', 'location', ...(byField.has('model') ? ['name'] : [])].filter(
    (field) => byField.has(field) && isInBlocks(rows, field),
  );
  if (fields.length === 0) return [...rows];
  if (byField.has('department') && isInBlocks(rows, 'department')) fields.push('department');
  for (const field of fields)
    guesses.add(
      `${field}: an empty cell of ${byField.get(field)} counts as the one above it, as in merged cells`,
    );
  const above: Record<string, unknown> = {};
  return rows.map((row) => {
    const filled: Record<string, unknown> = { ...row.raw };
    for (const field of fields) {
      if (isBlank(filled[field])) filled[field] = above[field];
      else above[field] = filled[field];
    }
    return { ...row, raw: filled };
  });
}

function isInBlocks(rows: readonly RawRow[], field: string): boolean {
  const written = rows.map(({ raw }) => raw[field]).filter((value) => !isBlank(value));
  const empty = rows.length - written.length;
  const isFirst = !isBlank(rows[0]?.raw[field]);
  return isFirst && empty > 1 && empty >= written.length && new Set(written).size === written.length;
}
