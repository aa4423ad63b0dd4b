import { isBlank } from './fields.ts';
import { UnusableFile } from './row-error.ts';
import type { RawRow } from './source-table.ts';
import { cellsAt, type TableRecord } from './table-record.ts';
import { compact } from './value-words.ts';

const kindColumn = /구분|유형|종류|입출|type|movement/i;
const movement =
  /^(?:입고|출고|반입|반출|입출고|이동|이관|조정|판매|구매|매입|매출|반품|receipt|issue|in|out|transfer|adjustment)$/;
const received = /입고|receipt|received/i;
const issued = /출고|불출|issued/i;

/**
 * Rejects a ledger of receipts and issues: it has several rows per item, and none is the stock. Throws UnusableFile.
 */
export function refuseMovements(
  { file, records }: { readonly file: string; readonly records: readonly TableRecord[] },
  header: readonly string[],
  rows: readonly RawRow[],
): void {
  const isMovement = (index: number, name: string) => {
    const cells = cellsAt(records, index).filter((cell) => !isBlank(cell) && cell !== name);
    const words = cells.filter((cell) => movement.test(compact(cell)));
    // The lines before the header are among the records too.
    return cells.length > 0 && words.length >= cells.length * 0.8;
  };
  const hasKinds = header.some((name, index) => kindColumn.test(name) && isMovement(index, name));
  const hasBoth = header.some((name) => received.test(name)) && header.some((name) => issued.test(name));
  const items = rows.map(({ raw }) => JSON.stringify([raw.item_id, raw.name, raw.model, raw.location]));
  const isRepeated =
    hasBoth && rows.some(({ raw }) => !isBlank(raw.last_updated)) && new Set(items).size < items.length;
  if (!hasKinds && !isRepeated) return;
  throw new UnusableFile(
    file,
    'what came in and went out',
    'the stock that is there, in one row for each item and place',
  );
}
