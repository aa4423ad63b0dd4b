import { type Kind, recognizeName } from './column-names.ts';
import type { Guesses } from './guesses.ts';
import { lookUp } from './look-up.ts';
import type { Mapping } from './mapping.ts';
import { isPlaceName, placeNamed } from './places.ts';
import type { TableRecord } from './table-record.ts';

interface Options {
  readonly kind: Kind;
  readonly mapping: Mapping;
  readonly guesses?: Guesses;
}

/** A title, a print date and blank lines may precede the header. */
const mostLinesBefore = 20;

/** Finds the names of the columns, and the number of records that they take from `at`. */
export function readHeader(
  records: readonly TableRecord[],
  { kind, mapping, guesses }: Options,
): { at: number; header: readonly string[] | undefined; rows: number } {
  const at = findHeader(records, kind, mapping);
  const header = records[at]?.fields;
  const known = (fields: readonly string[]) => columnsKnown({ line: 0, fields }, kind, mapping);
  const pairs = [at - 1, at].flatMap((start) => {
    const [first, second] = [records[start], records[start + 1]];
    if (
      !first?.fields ||
      !second?.fields ||
      second.line > first.line + 1 ||
      !isTwoLines(first.fields, second.fields)
    )
      return [];
    const both = joinedHeader(first.fields, second.fields, (name) =>
      lookUp(mapping.columns, name) ? -1 : recognizeName(kind, name)?.rank,
    );
    return [{ start, both, lines: `${first.line} and ${second.line}` }];
  });
  const pair = pairs.find(({ both }) => header && known(both) >= known(header));
  if (!pair) return { at, header, rows: 1 };
  guesses?.add(`the header is on the lines ${pair.lines}`);
  return { at: pair.start, header: pair.both, rows: 2 };
}

/**
 * Whether a header has two lines: a merged cell leaves the cells beside it empty, and the second line names each
 * column.
 */
function isTwoLines(first: readonly string[], second: readonly string[]): boolean {
  const isTitle = first.some((name) => /[:：]|\d{4}/.test(name));
  const tellsApart = second.some((name, column) => name !== '' && !first[column] && column > 0);
  return (
    !isTitle && tellsApart && first.filter(Boolean).length > 1 && !second.some((name) => /\d/.test(name))
  );
}

/** Joins two header lines: 수량 above 총 and 가용 becomes 수량(총) and 수량(가용); 자산 above 번호 becomes 자산번호. */
function joinedHeader(
  first: readonly string[],
  second: readonly string[],
  rankOf: (name: string) => number | undefined,
): string[] {
  let group = '';
  return Array.from({ length: Math.max(first.length, second.length) }, (_, column) => {
    group = first[column] || group;
    const name = second[column] ?? '';
    if (name === '' || name === first[column]) return first[column] ?? '';
    const known = [name, `${group}${name}`].filter((one) => rankOf(one) !== undefined);
    return known.sort((a, b) => rankOf(a)! - rankOf(b)!)[0] ?? `${group}(${name})`;
  });
}

/** The index of the header record. */
function findHeader(records: readonly TableRecord[], kind: Kind, mapping: Mapping): number {
  const known = records.slice(0, mostLinesBefore).map((record) => columnsKnown(record, kind, mapping));
  const most = Math.max(...known);
  return most > 1 ? known.indexOf(most) : 0;
}

/** The number of known columns in the best header among the first records. */
export function headerScore(records: readonly TableRecord[], kind: Kind, mapping: Mapping): number {
  return Math.max(
    0,
    ...records.slice(0, mostLinesBefore).map((record) => columnsKnown(record, kind, mapping)),
  );
}

function columnsKnown({ fields = [] }: TableRecord, kind: Kind, { columns }: Mapping): number {
  const found = fields.map((name) => lookUp(columns, name) || recognizeName(kind, name)?.field);
  const places = fields.filter((name) => isPlaceName(placeNamed(name))).length;
  return new Set(found.filter(Boolean)).size + (kind === 'inventory' && places > 1 ? 1 : 0);
}
