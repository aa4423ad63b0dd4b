import type { Guesses } from './guesses.ts';
import { shown } from './row-error.ts';
import type { Column } from './source-columns.ts';
import type { TableRecord } from './table-record.ts';

// Rows of a spreadsheet that do not belong to its table.

/** Removes footnotes and signatures: rows at the end with one or two cells that do not look like an id. */
export function withoutNotesAfter(
  body: readonly TableRecord[],
  width: number,
  guesses: Guesses,
): readonly TableRecord[] {
  const isNote = ({ fields = [] }: TableRecord) => {
    const filled = fields.filter(Boolean);
    return (
      width > 3 && filled.length < 3 && /^(?:[※*＊#•·▶☞]|주\)|[^:：]{1,20}[:：] ?\S)/.test(filled[0] ?? '')
    );
  };
  const end = body.findLastIndex((record) => !isNote(record)) + 1;
  for (const { line, fields } of body.slice(end)) {
    guesses.add(
      `line ${line} was left out as a note after the table: ${shown(fields!.filter(Boolean).join(' '))}`,
    );
  }
  return body.slice(0, end);
}

/** Marks of a heading, which may be alone on its line even if other rows have all their delimiters. */
export const markedHeading = /^(?:[■□●○◆◇▶▷►]|[[【<〈].*[\]】>〉]$)/;
export const headingMarks = /^[■□●○◆◇▶▷►[【<〈\s]+|[\]】>〉\s]+$/g;

/** The reason why a row is not data: it is a comment, repeats the header, or its single cell is a heading. */
export function asideOf(
  cells: readonly string[],
  header: readonly string[],
  columns: readonly Column[],
): string | undefined {
  const filled = cells.filter(Boolean);
  if (/^(?:#|\/\/) /.test(filled[0] ?? '')) return 'a comment';
  if (filled.length > 1 && cells.every((cell, at) => cell === (header[at] ?? '')))
    return 'the header once more';
  const [only] = filled;
  const isId = cells[columns[0]?.index ?? 0] === only && /^[\w.#-]*\d[\w.-]*$/.test(only ?? '');
  if (filled.length !== 1 || columns.length < 3 || isId || isTotalWord(cells) || onlyNumber.test(only!))
    return undefined;
  return `a heading between rows: ${shown(only)}`;
}

export function noteLinesBefore(records: readonly TableRecord[], guesses: Guesses): void {
  for (const { line, fields } of records) {
    guesses.add(`line ${line} before the header was left out: ${shown(fields?.filter(Boolean).join(' '))}`);
  }
}

const total =
  /^(?:grand |sub)?totals?:?$|^sum:?$|^(?:총|소|누)?합?계\s*:?$|^합\s*계|^총\s*(?:계|합)|^소\s*계/i;

const totalAfter = /(?:소계|합계|총계|\s계|subtotal|\stotal)$/i;
const onlyNumber = /^[\d\s,.%₩원-]+$/;

/** Whether a row contains sums: it says so, or has only numbers, and no id and place of its own. */
export function isTotal(
  cells: readonly string[],
  indexOf: (field: string) => number | undefined,
  required: readonly string[],
): boolean {
  const first = cells.find(Boolean) ?? '';
  const cellIn = (field: string) => cells[indexOf(field) ?? -1] ?? '';
  const [id = '', name = '', ...others] = required.map(cellIn);
  if (isTotalWord(cells)) return id === '' || id === first;
  if (indexOf(required[1] ?? '') === undefined || cellIn('location') !== '') return false;
  if (id !== '' && !(id === first && totalAfter.test(first))) return false;
  if (totalAfter.test(first)) return name === '' || name === first;
  const isSum = others.some(Boolean) && cells.every((cell) => cell === '' || onlyNumber.test(cell));
  return name === '' && isSum;
}

export function isTotalWord(cells: readonly string[]): boolean {
  return total.test(cells.find(Boolean) ?? '');
}
